// What happens on a tap, a change, a step back, and when the network returns.
function begin(event) {
  event.preventDefault();
  draft = newDraft();
  go(String(route({}, {})[0].number));
}

function goOnAnswering(event) {
  if (hasAnswers()) {
    event.preventDefault();
    go(String(draft.at));
  }
}

function saveAnswers(form) {
  var section = sections.filter(function (one) { return one.number === draft.at; })[0];
  section.items.forEach(function (item) {
    delete draft.answers[item.code];
    delete draft.answers[item.code + '.other'];
  });
  var answers = answersOn(form);
  Object.keys(answers).forEach(function (code) { draft.answers[code] = answers[code]; });
  keepDraft();
  return section;
}

function noteTime(section) {
  var seconds = Math.round((Date.now() - entered) / 1000);
  draft.seconds[section.code] = Math.min(86400, (draft.seconds[section.code] || 0) + seconds);
  entered = Date.now();
  keepDraft();
}

function goForward(form) {
  var section = saveAnswers(form);
  var problems = problemsOn(form);
  if (problems.length) {
    return showProblems(problems);
  }
  noteTime(section);
  var known = {};
  var steps = route(draft.answers, known);
  var following = steps.filter(function (step) { return step.number > section.number; })[0] || firstUnanswered(steps, known);
  if (following) {
    return go(String(following.number));
  }
  finished = finish(known);
  return location.replace('#xong');
}

function goBack(event) {
  event.preventDefault();
  noteTime(saveAnswers(current.querySelector('form')));
  var earlier = route(draft.answers, {}).filter(function (step) { return step.number < draft.at; }).pop();
  if (trail.length > 1 && earlier && trail[trail.length - 2] === earlier.number) {
    history.back();
  } else {
    location.replace('#' + (earlier ? earlier.number : ''));
  }
}

function askErase(event) {
  event.preventDefault();
  go('xoa');
}

function erase(event) {
  dropDraft();
  if (!hasServerDraft) {
    event.preventDefault();
    if (location.hash.length > 1) {
      location.replace('#');
    } else {
      openIntro();
    }
  }
}

function startAnew(event) {
  event.preventDefault();
  go('');
}

function toProblem(event, link) {
  var item = document.getElementById(link.getAttribute('data-to'));
  event.preventDefault();
  item.scrollIntoView();
  item.querySelector('input, textarea').focus();
}

function retry(event, button) {
  sendAgain(button.getAttribute('data-again'));
}

function discard(event, button) {
  discardRefused(button.getAttribute('data-discard'));
}

var TAPS = {
  'data-begin': begin, 'data-go-on': goOnAnswering, 'data-back': goBack, 'data-ask-erase': askErase, 'data-anew': startAnew,
  'data-to': toProblem, 'data-again': retry, 'data-discard': discard
};

function onTap(event) {
  for (var touched = event.target; touched && touched.getAttribute; touched = touched.parentNode) {
    for (var mark in TAPS) {
      if (touched.hasAttribute(mark)) {
        return TAPS[mark](event, touched);
      }
    }
  }
  return null;
}

function onSubmit(event) {
  if (event.target.hasAttribute('data-number')) {
    event.preventDefault();
    // none when a tap before this one has sent it
    if (draft) {
      goForward(event.target);
    }
  } else if (event.target.hasAttribute('data-erase')) {
    erase(event);
  }
}

function onChange(event) {
  for (var touched = event.target; touched !== main; touched = touched.parentNode) {
    if (touched.hasAttribute('data-item')) {
      settleBoxes(touched, event.target);
      saveAnswers(current.querySelector('form'));
      return;
    }
  }
}

// The same form in two tabs is one form: what one writes the other takes over.
function onOtherTab(event) {
  var other = event.key === DRAFT && draft ? read(DRAFT) : null;
  if (other && other.id === draft.id) {
    draft.answers = other.answers;
  }
}

if (!restoreDraft()) {
  var notice = intro.querySelector('[data-notice]');
  notice.textContent = fact('renewed');
  notice.hidden = false;
}
document.addEventListener('click', onTap);
document.addEventListener('submit', onSubmit);
main.addEventListener('change', onChange);
main.addEventListener('input', onChange);
window.addEventListener('hashchange', openView);
window.addEventListener('online', sendAtOnce);
window.addEventListener('storage', onOtherTab);
window.addEventListener('pagehide', handToWorker);
function restoreFinished() {
  var waiting = keysFrom(WAITING).filter(function (key) { return isLast && (read(key) || {}).key === fact('key'); });
  var last = waiting.length ? { id: waiting[0].slice(WAITING.length) } : location.hash === '#xong' && lastFinished();
  if (last) {
    finished = last.id;
    states[last.id] = last.receipt ? { name: 'sent', receipt: last.receipt } : { kept: true, name: 'waiting' };
  }
}

restoreFinished();
keepPage();
startWorker();
openView();
sendAll();
