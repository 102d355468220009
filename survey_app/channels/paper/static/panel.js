'use strict';
// The keys of the question at hand: a legend for the eye, buttons for fingers; and the lists below the serial number.
var shownKeys = null;

function showPanel(field) {
  var panel = part('panel');
  part('moves').hidden = panel.hidden = false;
  if (shownKeys !== field.keys) {
    shownKeys = field.keys;
    panel.textContent = '';
    field.keys.forEach(function (key) { panel.appendChild(keyButton(key)); });
  }
  var ticked = signsIn(field);
  Array.prototype.forEach.call(panel.children, function (button) {
    button.classList.toggle('ticked', ticked.indexOf(button.getAttribute('data-sign')) >= 0);
  });
}

function hidePanel() {
  part('panel').hidden = part('moves').hidden = true;
}

function keyButton(key) {
  var button = document.createElement('button');
  var cap = document.createElement('kbd');
  button.type = 'button';
  button.tabIndex = -1;
  button.className = key[2] ? 'key box' : 'key';
  button.setAttribute('data-sign', key[0]);
  cap.textContent = key[0];
  button.appendChild(cap);
  button.appendChild(document.createTextNode(key[1]));
  return button;
}

function showLists() {
  var drafts = keysFrom(DRAFT).map(read).filter(function (one) { return one && !(draft && one.serial === draft.serial); });
  fill('drafts', drafts, function (one) {
    return [one.serial + ' – ' + Object.keys(one.values).length + ' ô đã nhập ', act('resume', one.serial, 'Nhập tiếp'), ' ', act('forget', one.serial, 'Bỏ')];
  });
  fill('refused', refusedSheets(), function (entry) {
    var id = entry.body.submission_id;
    return [entry.refusal.message + ' ', act('mend', id, 'Mở lại'), ' ', act('discard', id, 'Bỏ bản này')];
  });
  fill('sent', waitingSheets().map(function (entry) { return { serial: entry.body.serial }; }).concat(sent.slice(0, 8)), function (one) {
    return [one.serial + (one.at ? ' – đã gửi lúc ' + one.at.toTimeString().slice(0, 5) : ' – chưa gửi')];
  });
  part('lists').hidden = Boolean(draft);
}

function fill(name, entries, pieces) {
  var list = part(name).querySelector('ul');
  part(name).hidden = !entries.length;
  list.textContent = '';
  entries.forEach(function (entry) {
    var line = document.createElement('li');
    pieces(entry).forEach(function (piece) {
      line.appendChild(typeof piece === 'string' ? document.createTextNode(piece) : piece);
    });
    list.appendChild(line);
  });
}

function act(name, value, words) {
  var button = document.createElement('button');
  button.type = 'button';
  button.className = 'plain';
  button.setAttribute('data-act', name);
  button.value = value;
  button.textContent = words;
  return button;
}
