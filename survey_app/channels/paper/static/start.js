'use strict';
// What the page listens to, and what it finds when it opens: a sheet that was left, sheets that were not sent.
var RENEW = 5 * 60 * 1000;

document.addEventListener('keydown', function (event) {
  if (draft && sheetForm.contains(event.target)) {
    onSheetKey(event);
  }
});
document.addEventListener('beforeinput', onBeforeInput);
document.addEventListener('click', onTap);
// Buttons for fingers leave the cursor where it is.
document.querySelector('.panel').addEventListener('mousedown', function (event) { event.preventDefault(); });
sheetForm.addEventListener('focusin', function (event) {
  var field = draft && byCode[event.target.name];
  if (field && field.index !== at) {
    go(field.index);
  }
});
sheetForm.addEventListener('input', function () {
  if (draft) {
    keepDraft(false);
  }
});
sheetForm.addEventListener('submit', function (event) {
  event.preventDefault();
  if (draft) {
    save();
  }
});
serialForm.addEventListener('submit', function (event) {
  event.preventDefault();
  openTyped();
});
serialInput.addEventListener('input', function () {
  sayAtSerial('');
  if (isFinished(serialInput.value)) {
    movedByItself = Date.now();
    openTyped();
  }
});
window.addEventListener('online', function () {
  reached = true;
  sendAtOnce();
});
window.addEventListener('offline', function () {
  reached = false;
  showSending();
});
window.addEventListener('focus', function () {
  if (alarm || waitingSheets().length) {
    sendAtOnce();
  }
});
// The same sheet in two windows is one sheet: when one saves it, the other lets go of it.
window.addEventListener('storage', function (event) {
  if (draft && event.key === DRAFT + draft.serial && event.newValue === null) {
    closeSheet();
    sayAtSerial('Phiếu đã được lưu ở cửa sổ khác.');
  }
  showSending();
});
window.setInterval(function () {
  if (draft) {
    claim(draft.serial, function () {});
  }
}, RENEW);

sheetForm.querySelectorAll('[data-kind]').forEach(function (input) {
  if (window.matchMedia('(pointer: coarse)').matches && TYPES_WORDS.indexOf(input.getAttribute('data-kind')) < 0) {
    input.setAttribute('inputmode', 'none');
  }
});
root.classList.add('scripted');
if (fact('serial') && !root.querySelector('.error-summary')) {
  openSheet(fact('serial'));
} else if (read(OPEN) && read(DRAFT + read(OPEN))) {
  openSheet(read(OPEN));
} else if (!fact('serial')) {
  closeSheet();
}
sendAll();
