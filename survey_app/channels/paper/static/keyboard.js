'use strict';
// Every key and every tap: one place where they are turned into what happens on the sheet.
var TYPES_WORDS = ['text', 'typed'];
var ENTER_PAUSE = 800;
var minus = false;
// When the page last moved on before an Enter that was already on its way: after a scanned serial, or the last of so many boxes.
var movedByItself = 0;

function flash(field, words) {
  showMeaning(field, words);
  field.row.classList.remove('refused');
  void field.row.offsetWidth;
  field.row.classList.add('refused');
}

function typeSign(digit) {
  var field = fields[at];
  var result = press(field, (minus ? MINUS : '') + digit);
  minus = false;
  if (result === 'on') {
    movedByItself = field.limit ? Date.now() : 0;
    forward();
  } else if (result) {
    flash(field, result);
  } else {
    showPanel(field);
  }
}

function typeMinus() {
  minus = true;
  showMeaning(fields[at], '');
  fields[at].meaning.textContent = MINUS + ' …';
}

function leaveBlank() {
  write(fields[at], '');
  forward();
}

function erase() {
  if (fields[at].input.value) {
    write(fields[at], '');
    showPanel(fields[at]);
  } else {
    back();
  }
}

function toEnd() {
  go(fields.length);
}

var MOVES = { ArrowUp: back, ArrowDown: forward, ArrowLeft: back, ArrowRight: forward, Enter: forward, ' ': leaveBlank, Backspace: erase, Delete: erase, F9: toEnd };
// In a field for words the keys that write stay with the field.
var MOVES_IN_WORDS = { ArrowUp: back, ArrowDown: forward, Enter: forward, F9: toEnd };

function digitOf(event) {
  if (/^\d$/.test(event.key)) {
    return event.key;
  }
  // An input method for Vietnamese may hide the key's name, never its place.
  var place = event.key === 'Process' || event.key === 'Unidentified' ? /^(?:Digit|Numpad)(\d)$/.exec(event.code) : null;
  return place ? place[1] : '';
}

function onSheetKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || ['Shift', 'CapsLock', 'NumLock', 'Dead'].indexOf(event.key) >= 0) {
    return;
  }
  if (event.key === 'Escape') {
    keepDraft(true);
    closeSheet();
    return;
  }
  // Enter at the date would send the form as it stands.
  if (event.target === dayInput) {
    if (event.key === 'Enter') {
      event.preventDefault();
      go(at);
    }
    return;
  }
  if (event.key === 'Enter' && Date.now() - movedByItself < ENTER_PAUSE) {
    movedByItself = 0;
    event.preventDefault();
    return;
  }
  movedByItself = 0;
  if (at >= fields.length) {
    onSummaryKey(event);
  } else {
    onFieldKey(event, fields[at]);
  }
}

function onSummaryKey(event) {
  var isBack = event.key === 'ArrowUp' || (event.key === 'Tab' && event.shiftKey);
  if ((event.key === 'Enter' || event.key === 'F9') && !event.repeat && !(event.key === 'Enter' && event.target.hasAttribute('data-act'))) {
    event.preventDefault();
    keepDraft(true);
    save();
  } else if (isBack) {
    event.preventDefault();
    back();
    keepDraft(true);
  }
}

function onFieldKey(event, field) {
  var inWords = TYPES_WORDS.indexOf(field.kind) >= 0;
  var move = event.key === 'Tab' ? (event.shiftKey ? back : forward) : (inWords ? MOVES_IN_WORDS : MOVES)[event.key];
  if (event.target !== field.input) {
    return;
  }
  if (inWords && !move) {
    draft.keystrokes += 1;
    return;
  }
  event.preventDefault();
  // A key held down is one key; only moving may repeat.
  if (event.repeat && (!move || event.key === 'Enter' || event.key === ' ')) {
    return;
  }
  if (move) {
    minus = false;
    move();
  } else if (digitOf(event)) {
    typeSign(digitOf(event));
  } else if (event.key === MINUS) {
    typeMinus();
  } else {
    flash(field, 'Chỉ bấm số');
  }
  keepDraft(true);
}

// What a keyboard on glass writes without naming keys.
function onBeforeInput(event) {
  var field = draft && fields[at];
  if (!field || event.target !== field.input || TYPES_WORDS.indexOf(field.kind) >= 0) {
    return;
  }
  event.preventDefault();
  (event.data || '').split('').forEach(function (sign) {
    if (/\d/.test(sign)) {
      typeSign(sign);
    } else if (sign === MINUS) {
      typeMinus();
    }
  });
  keepDraft(true);
}

function onTap(event) {
  var button = event.target.closest ? event.target.closest('button') : null;
  if (!button || !root.contains(button)) {
    return;
  }
  if (button.hasAttribute('data-sign')) {
    minus = false;
    typeSign(button.getAttribute('data-sign'));
    keepDraft(true);
  } else if (button.hasAttribute('data-press')) {
    ({ back: back, blank: leaveBlank, on: forward })[button.getAttribute('data-press')]();
    keepDraft(true);
  } else if (button.hasAttribute('data-act')) {
    ACTS[button.getAttribute('data-act')](button.value);
  }
}

var ACTS = {
  resume: function (serial) { openSheet(serial); },
  forget: function (serial) { drop(DRAFT + serial); showLists(); },
  mend: mend,
  discard: function (id) { drop(WAITING + id); showSending(); },
  to: function (code) { go(byCode[code].index); }
};
