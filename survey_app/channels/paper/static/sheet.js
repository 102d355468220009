'use strict';
// A sheet from its serial number to its saving: opening, moving through the fields, the summary, the queue.
var LONGEST_PAUSE = 60 * 1000;
var serialForm = document.getElementById('serial-form');
var serialInput = document.getElementById('serial');
var dayInput = document.getElementById('f-answered_on');
var summary = document.getElementById('summary');
var usualDay = dayInput.value;
var draft = null;
var at = -1;
var lastKey = 0;

// The check digit by Damm's table; 0 says that the number is whole.
function damm(digits) {
  var table = fact('check').split(' ');
  return digits.split('').reduce(function (interim, digit) { return Number(table[interim][Number(digit)]); }, 0);
}

function wholeSerial(typed) {
  var digits = typed.replace(/[\s-]/g, '');
  if (!fact('check')) {
    return typed.trim();
  }
  if (!/^\d{2,}$/.test(digits) || damm(digits) !== 0 || !Number(digits)) {
    return '';
  }
  digits = String(Number(digits));
  while (digits.length < Number(fact('width')) + 1) {
    digits = '0' + digits;
  }
  return digits;
}

// Whether no longer serial of this wave can begin like this: then Enter need not be waited for.
function isFinished(typed) {
  var digits = typed.replace(/[\s-]/g, '');
  if (!fact('check') || !wholeSerial(typed) || Number(digits.slice(0, -1)) > Number(fact('largest'))) {
    return false;
  }
  return digits[0] === '0' ? digits.length > Number(fact('width')) : Number(digits) > Number(fact('largest'));
}

function openTyped() {
  var serial = wholeSerial(serialInput.value);
  if (!serialInput.value.trim()) {
    return;
  }
  if (!serial) {
    sayAtSerial('Số phiếu “' + serialInput.value + '” sai: chữ số cuối không khớp các chữ số trước. Hãy gõ lại.');
    serialInput.select();
  } else if (waitingSheets().some(function (entry) { return entry.body.serial === serial; })) {
    sayAtSerial('Phiếu ' + serial + ' đã lưu trên máy này và đang chờ gửi.');
    serialInput.select();
  } else {
    openSheet(serial);
  }
}

function sayAtSerial(words) {
  var error = part('serial-error');
  error.textContent = words;
  error.hidden = !words;
}

function openSheet(serial) {
  draft = read(DRAFT + serial) || { id: newId(), serial: serial, day: read(DAY) || usualDay, values: {}, at: 0, keystrokes: 0, milliseconds: 0 };
  lastKey = Date.now();
  keep(OPEN, serial);
  sayAtSerial('');
  serialForm.hidden = true;
  sheetForm.hidden = false;
  dayInput.value = draft.day;
  fields.forEach(function (field) { field.input.value = draft.values[field.code] || ''; });
  fields.forEach(function (field) { showMeaning(field); });
  showAsked();
  part('where-serial').textContent = 'Phiếu ' + serial;
  showLists();
  go(Math.min(draft.at, fields.length));
  claim(serial, turnAway);
}

// The sheet opens at once; whether it may be keyed the server says a moment later, or, without a network, at the end.
function claim(serial, refused) {
  askTwice(fact('open'), { serial: serial }, function (status, found) {
    if (status === 409 && draft && draft.serial === serial) {
      refused(serial, found.message);
    }
    showSending();
  });
}

// What was typed meanwhile stays as a draft.
function turnAway(serial, message) {
  closeSheet();
  if (!Object.keys((read(DRAFT + serial) || { values: {} }).values).length) {
    drop(DRAFT + serial);
    showLists();
  }
  sayAtSerial(message);
}

function closeSheet() {
  draft = null;
  at = -1;
  drop(OPEN);
  sheetForm.hidden = true;
  serialForm.hidden = false;
  part('where-serial').textContent = 'Nhập phiếu';
  part('where').textContent = '';
  hidePanel();
  showLists();
  window.scrollTo(0, 0);
  serialInput.value = '';
  serialInput.focus();
}

function go(index) {
  at = Math.max(0, Math.min(index, fields.length));
  var field = fields[at];
  (sheetForm.querySelector('.current') || summary).classList.remove('current');
  if (!field) {
    return showSummary();
  }
  field.row.classList.add('current');
  if (document.activeElement !== field.input) {
    field.input.focus({ preventScroll: true });
  }
  field.row.scrollIntoView({ block: 'center' });
  showWhere(field);
  return showPanel(field);
}

function showWhere(field) {
  var section = field.row.parentNode;
  part('where').textContent = 'Trang ' + field.row.getAttribute('data-page') + '/' + sheetForm.getAttribute('data-pages') + ' · Câu ' + (field.index + 1) + '/' + fields.length + ' · Phần ' + section.getAttribute('data-part-number') + '/' +
    section.getAttribute('data-parts') + ' · ' + section.getAttribute('data-part') + ' ' + section.getAttribute('data-part-title');
}

function forward() {
  var next = at + 1;
  while (fields[next] && !isAsked(fields[next])) {
    next += 1;
  }
  go(next);
}

function back() {
  var next = at - 1;
  while (next > 0 && !isAsked(fields[next])) {
    next -= 1;
  }
  go(next);
}

function showSummary() {
  var left = blanks();
  summary.classList.add('current');
  hidePanel();
  part('blanks').textContent = left.length ? 'Để trống ' + left.length + ' ô: ' : 'Không có ô để trống.';
  left.forEach(function (field) {
    part('blanks').appendChild(act('to', field.code, field.code));
    part('blanks').appendChild(document.createTextNode(' '));
  });
  part('where').textContent = 'Hết phiếu';
  part('save-help').textContent = 'Enter hoặc F9 để lưu; ↑ để xem lại';
  part('save').focus({ preventScroll: true });
  summary.scrollIntoView({ block: 'center' });
}

// Keeps the draft: at every key, before anything else can go wrong.
function keepDraft(isKey) {
  var now = Date.now();
  draft.milliseconds += Math.min(now - lastKey, LONGEST_PAUSE);
  draft.keystrokes += isKey ? 1 : 0;
  lastKey = now;
  draft.values = valuesOf();
  draft.day = dayInput.value;
  draft.at = at;
  if (!keep(DRAFT + draft.serial, draft)) {
    part('sending').textContent = 'Trình duyệt không cho giữ nháp: đừng đóng trang trước khi lưu phiếu.';
  }
}

function save() {
  var entry = {
    saved: Date.now(),
    body: {
      user: Number(fact('user')), submission_id: draft.id, serial: draft.serial, answered_on: dayInput.value,
      seconds: Math.round(draft.milliseconds / 1000), keystrokes: draft.keystrokes, answers: valuesOf(isAsked)
    }
  };
  keep(WAITING + draft.id, entry);
  keep(DAY, dayInput.value);
  drop(DRAFT + draft.serial);
  closeSheet();
  sendAll();
}

function mend(id) {
  var entry = read(WAITING + id);
  drop(WAITING + id);
  keep(DRAFT + entry.body.serial, {
    id: id, serial: entry.body.serial, day: entry.body.answered_on, values: entry.body.answers, at: 0,
    keystrokes: entry.body.keystrokes, milliseconds: entry.body.seconds * 1000
  });
  openSheet(entry.body.serial);
  var wrong = fields.filter(function (field) { return entry.refusal.wrong[field.code]; });
  wrong.forEach(function (field) { showMeaning(field, entry.refusal.wrong[field.code]); });
  if (wrong.length) {
    go(wrong[0].index);
  } else if (entry.refusal.wrong[dayInput.name]) {
    dayInput.focus();
  }
}
