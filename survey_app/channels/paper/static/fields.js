'use strict';
// The fields of a sheet: what a sign does in each, and what stands in them.
var sheetForm = document.getElementById('sheet');
var KEYS = JSON.parse(fact('keys'));
var MINUS = fact('minus');
var fields = Array.prototype.map.call(sheetForm.querySelectorAll('[data-kind]'), function (input, index) {
  return {
    index: index, code: input.name, kind: input.getAttribute('data-kind'), input: input, row: input.parentNode,
    keys: KEYS[Number(input.getAttribute('data-keys'))], limit: Number(input.getAttribute('data-limit')) || 0,
    askedIf: JSON.parse(input.getAttribute('data-asked-if') || '[]'), beside: input.getAttribute('data-beside'), openedBy: (input.getAttribute('data-opened-by') || '').split(' '),
    meaning: input.parentNode.querySelector('[data-meaning]')
  };
});
var byCode = {};
fields.forEach(function (field) { byCode[field.code] = field; });
var gated = fields.filter(function (field) { return field.beside || field.askedIf.length; });

function signsIn(field) {
  return field.input.value ? field.input.value.split(' ') : [];
}

function keyOf(field, sign) {
  return field.keys.filter(function (key) {
    return key[0] === sign || (!key[2] && sign === MINUS + key[0]);
  })[0];
}

// By the instrument's routing; an answer to a question that is itself not asked leads nowhere.
function isAsked(field) {
  if (field.beside) {
    return hasOne(byCode[field.beside], field.openedBy);
  }
  return field.askedIf.every(function (condition) { return hasOne(byCode[condition[0]], condition[1]); });
}

function hasOne(field, signs) {
  return isAsked(field) && signsIn(field).some(function (sign) { return signs.indexOf(sign) >= 0; });
}

// What is not asked is out of sight and not sent; it stays, should the answer that led past it be mended.
function showAsked() {
  gated.forEach(function (field) { field.row.hidden = !isAsked(field); });
  sheetForm.querySelectorAll('[data-part]').forEach(function (section) { section.hidden = !section.querySelector('[data-row]:not([hidden])'); });
}

// What a sign does: '' when it was taken and more may come, 'on' when the field is done, else why it is refused.
function press(field, sign) {
  var key = keyOf(field, sign);
  if (!key) {
    return 'Câu này không có phím ' + sign;
  }
  if (field.kind === 'one' || !key[2]) {
    write(field, key[0]);
    return 'on';
  }
  return toggle(field, key[0]);
}

function toggle(field, sign) {
  var boxes = field.keys.filter(function (key) { return key[2]; }).map(function (key) { return key[0]; });
  var ticked = signsIn(field).filter(function (one) { return boxes.indexOf(one) >= 0; });
  var isTicked = ticked.indexOf(sign) >= 0;
  if (!isTicked && field.limit && ticked.length === field.limit) {
    return 'Đã đủ ' + field.limit + ' ô. Nếu phiếu đánh dấu nhiều hơn, bấm ' + invalidSign(field);
  }
  write(field, boxes.filter(function (one) { return one === sign ? !isTicked : ticked.indexOf(one) >= 0; }).join(' '));
  return !isTicked && field.limit === ticked.length + 1 ? 'on' : '';
}

function invalidSign(field) {
  var last = field.keys[field.keys.length - 1];
  return last[0] + ' (' + last[1] + ')';
}

function write(field, value) {
  field.input.value = value;
  showMeaning(field);
  showAsked();
}

function showMeaning(field, refusal) {
  var ticked = signsIn(field);
  var words = '';
  if (field.kind === 'one') {
    words = ticked.length ? (keyOf(field, ticked[0]) || ['', ''])[1] : '';
  } else if (field.kind === 'several' && ticked.length) {
    words = keyOf(field, ticked[0])[2] ? ticked.length + (field.limit ? '/' + field.limit : '') + ' ô' : keyOf(field, ticked[0])[1];
  }
  field.meaning.textContent = refusal || words;
  field.row.classList.toggle('wrong', Boolean(refusal));
}

function valuesOf(wanted) {
  var values = {};
  fields.filter(wanted || Boolean).forEach(function (field) {
    if (field.input.value.trim()) {
      values[field.code] = field.input.value;
    }
  });
  return values;
}

function blanks() {
  return fields.filter(function (field) { return isAsked(field) && !field.input.value.trim(); });
}
