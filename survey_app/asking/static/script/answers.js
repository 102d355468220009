// Reading answers from the form on the screen, putting them back, and what is wrong with them.
function boxesOf(item) {
  return all(item, 'input[type=radio], input[type=checkbox]');
}

function fill(form, answers) {
  all(form, '[data-item]').forEach(function (item) {
    var answer = answers[item.getAttribute('data-item')];
    var ticked = answer instanceof Array ? answer : [answer];
    boxesOf(item).forEach(function (box) { box.checked = ticked.indexOf(box.value) >= 0; });
    all(item, 'textarea, input[type=text]').forEach(function (field) { field.value = answers[field.name] || ''; });
  });
}

// The answers of the items on this page, by code; blank ones are left out.
function answersOn(form) {
  var answers = {};
  all(form, '[data-item]').forEach(function (item) {
    var kind = item.getAttribute('data-kind');
    var ticked = boxesOf(item).filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    if (ticked.length) {
      answers[item.getAttribute('data-item')] = kind === 'multiple' || kind === 'choose' ? ticked : ticked[0];
    }
    all(item, 'textarea, input[type=text]').forEach(function (field) {
      var of = field.getAttribute('data-of');
      if (field.value.trim() && (!of || ticked.indexOf(of) >= 0)) {
        answers[field.name] = field.value;
      }
    });
  });
  return answers;
}

// "Không trả lời" stands alone; writing beside an option means choosing it.
function settleBoxes(item, changed) {
  var of = changed.getAttribute('data-of');
  var aside = item.querySelector('.calm');
  var isAside = function (box) { return aside !== null && aside.contains(box); };
  boxesOf(item).forEach(function (box) {
    if (of && box.value === of && changed.value.trim()) {
      box.checked = true;
    } else if (changed.type === 'checkbox' && changed.checked && box !== changed && (isAside(changed) || isAside(box))) {
      box.checked = false;
    }
  });
}

function lengthOf(text) {
  return text.trim().replace(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, '-').length;
}

function problemWith(item, answer) {
  var choose = Number(item.getAttribute('data-choose'));
  var most = Number(item.getAttribute('data-max'));
  var isAside = answer instanceof Array && all(item, '.calm input').some(function (box) { return box.checked; });
  if (choose && !isAside && answer !== undefined && answer.length !== choose) {
    return worded('choose-exactly', { choose: choose, count: answer.length });
  }
  if (most && answer !== undefined && lengthOf(answer) > most) {
    return worded('too-long', { length: lengthOf(answer), max_length: most });
  }
  return answer === undefined && item.hasAttribute('data-must') ? fact('required') : '';
}

// [{item, number, words}] in the order asked; an only item has no number.
function problemsOn(form) {
  var answers = answersOn(form);
  return all(form, '[data-item]').map(function (item, index, items) {
    return { item: item, number: items.length > 1 ? index + 1 : 0, words: problemWith(item, answers[item.getAttribute('data-item')]) };
  }).filter(function (problem) { return problem.words; });
}
