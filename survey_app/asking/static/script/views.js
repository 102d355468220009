// What stands on the screen: the first page, one section, the receipt, or the question whether to erase.
// The address after # names it, so that the phone's own Back works.
var intro = main.querySelector('[data-view]');
var foot = document.querySelector('[data-while-answering]');
var firstTitle = document.title;
// Where no other person can begin a form, the receipt is the end.
var isLast = !copyOf('done').querySelector('[data-anew]');
// A form begun without the script is continued without it.
var hasServerDraft = !intro.querySelector('[data-resume]').hidden;
var current = intro;
var finished = null;
var entered = 0;
var trail = [];

function put(view, title) {
  main.replaceChild(view, current);
  current = view;
  document.title = title;
  foot.hidden = !view.querySelector('form[data-number]');
  all(document, 'a[hreflang]').forEach(function (link) {
    link.href = link.getAttribute('href').replace(/#.*/, '') + location.hash;
  });
  window.scrollTo(0, 0);
  view.querySelector('h1').focus();
}

function go(name) {
  location.hash = name;
}

function openView() {
  var name = location.hash.slice(1);
  var number = Number(name);
  if (finished && (isLast || name !== '')) {
    return name === 'xong' ? openDone() : location.replace('#xong');
  }
  finished = null;
  forgetFinished();
  if (draft && name === 'xoa') {
    return openErase();
  }
  return draft && number ? openSection(number) : openIntro();
}

function openIntro() {
  var resumable = hasAnswers() || hasServerDraft;
  intro.querySelector('[data-resume]').hidden = !resumable;
  intro.querySelector('[data-begin]').hidden = resumable;
  if (current !== intro) {
    put(intro, firstTitle);
  }
  trail = [];
  showStates();
}

function openSection(number) {
  var known = {};
  var steps = route(draft.answers, known);
  var missing = firstUnanswered(steps, known);
  var here = steps.filter(function (step) { return step.number === number; })[0];
  if (!here || (missing && missing.number < number)) {
    return location.replace('#' + (missing || steps[steps.length - 1]).number);
  }
  draft.at = number;
  if (hasAnswers()) {
    keepDraft();
  }
  entered = Date.now();
  trail = trail.indexOf(number) < 0 ? trail.concat(number) : trail.slice(0, trail.indexOf(number) + 1);
  var view = sectionView(steps, here, known);
  put(view, [view.querySelector('[data-place]').textContent, view.querySelector('h1').textContent, firstTitle].join(' – '));
}

function sectionView(steps, here, known) {
  var view = document.createElement('div');
  var form = document.importNode(here.section.form, true);
  var place = position(steps, here, known);
  view.appendChild(form);
  all(form, '[data-item]').forEach(function (item, index) {
    if (here.items.indexOf(here.section.items[index]) < 0) {
      item.parentNode.removeChild(item);
    }
  });
  fill(form, draft.answers);
  form.querySelector('[data-place]').textContent = worded('position', place);
  all(form, 'progress').forEach(function (bar) {
    bar.max = place.total;
    bar.value = place.n - 1;
  });
  form.querySelector('[data-forward]').textContent = fact(place.n === place.total ? 'send' : 'next');
  return view;
}

function openErase() {
  put(copyOf('erase'), firstTitle);
}

function openDone() {
  put(copyOf('done'), firstTitle);
  showStates();
}

// Problems above the form and beside their items, in the same words; the summary takes focus.
function showProblems(problems) {
  var old = current.querySelector('.problems');
  var summary = copyOf('summary').querySelector('.problems');
  if (old) {
    old.parentNode.removeChild(old);
  }
  all(current, '[data-item]').forEach(function (item) { markProblem(item, ''); });
  problems.forEach(function (problem) {
    var link = element('a', '', (problem.number ? problem.number + '. ' : '') + problem.words);
    link.href = '#' + problem.item.id;
    link.setAttribute('data-to', problem.item.id);
    summary.querySelector('ul').appendChild(document.createElement('li')).appendChild(link);
    markProblem(problem.item, problem.words);
  });
  current.insertBefore(summary, current.firstChild);
  document.title = fact('error') + ' ' + document.title.replace(fact('error') + ' ', '');
  window.scrollTo(0, 0);
  summary.focus();
}

function markProblem(item, words) {
  var told = item.querySelector('.problem');
  item.className = words ? 'item wrong' : 'item';
  told.hidden = !words;
  told.textContent = '';
  if (words) {
    told.appendChild(element('span', 'hush', fact('error') + ' '));
    told.appendChild(document.createTextNode(words));
  }
}

// The state of sending: on the receipt view of the form just finished, on the first page of those finished before.
function showStates() {
  var slot = current.querySelector('[data-state]');
  if (!slot) {
    return;
  }
  slot.textContent = '';
  Object.keys(states).filter(function (id) { return !finished || id === finished; }).forEach(function (id) {
    var state = states[id];
    var line = element('p', state.name, STATE_WORDS[state.name](state));
    if (state.receipt) {
      line.appendChild(element('strong', 'code', state.receipt.replace(/^(.{4})(.{4})/, '$1-$2-')));
    }
    slot.appendChild(line);
    if (state.name === 'refused' || state.name === 'waiting') {
      slot.appendChild(element('button', 'button quiet', fact('retry'))).setAttribute('data-again', id);
    }
    if (state.name === 'refused') {
      slot.appendChild(element('button', 'plain', fact('discard'))).setAttribute('data-discard', id);
    }
  });
}

var STATE_WORDS = {
  waiting: function (state) { return fact(state.kept ? 'waiting' : 'unkept'); },
  sending: function () { return fact('sending'); },
  sent: function () { return '✓ ' + fact('sent') + ' '; },
  refused: function (state) {
    return [fact('refused'), state.refusal['message_' + fact('language')] || state.refusal.message, fact('kept')].join(' ');
  }
};
