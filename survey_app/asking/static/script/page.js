// What the page says: its facts and words stand in data attributes, its views in templates.
var pristine = '<!doctype html>\n' + document.documentElement.outerHTML;
var main = document.getElementById('main');

function fact(name) {
  return main.getAttribute('data-' + name) || '';
}

function worded(name, values) {
  return fact(name).replace(/\{(\w+)\}/g, function (whole, key) {
    return values && key in values ? values[key] : whole;
  });
}

function copyOf(id) {
  var box = document.createElement('div');
  box.appendChild(document.importNode(document.getElementById(id).content, true));
  return box;
}

function all(root, selector) {
  return Array.prototype.slice.call(root.querySelectorAll(selector));
}

function element(name, kind, text) {
  var made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}
