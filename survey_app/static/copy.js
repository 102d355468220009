/* A button beside each sample that copies it; without script the text can be selected as it stands. */
"use strict";
document.querySelectorAll(".sample").forEach(function (sample) {
  if (!navigator.clipboard) { return; }
  var button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet copy";
  button.textContent = "Chép";
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(sample.querySelector("code").textContent).then(function () { button.textContent = "Đã chép"; });
  });
  sample.querySelector("figcaption").appendChild(button);
});
