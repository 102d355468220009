// Finished forms wait here until the server has given their receipt; sending again is harmless, the id stays the same.
var FIRST_WAIT = 3000;
var LONGEST_WAIT = 5 * 60 * 1000;
var states = {};
var wait = FIRST_WAIT;
var timer = null;

function device() {
  var shorter = Math.min(screen.width, screen.height);
  if (!('ontouchstart' in window)) {
    return 'desktop';
  }
  return shorter < 600 ? 'phone' : 'tablet';
}

function finish(answers) {
  var entry = {
    api: fact('api'),
    body: {
      submission_id: draft.id, instrument: draft.digest, language: fact('language'), device: device(),
      started_at: draft.started, finished_at: new Date().toISOString(), timings: draft.seconds, answers: answers
    }
  };
  address(entry);
  states[draft.id] = { kept: keep(WAITING + draft.id, entry), name: 'waiting' };
  noteFinished(draft.id);
  dropDraft();
  offlineKeep(entry);
  sendAll();
  return entry.body.submission_id;
}

// Where a form belongs: to the desk or the household whose page this is.
function address(entry) {
  entry.key = fact('key');
  entry.body[fact('target')] = fact('code');
}

// The code that was scanned has been replaced since: whoever scans the new poster of the same desk, or opens the new link
// of the same household, sends under that.
function readdress(key) {
  var entry = read(key);
  if (entry && entry.refusal && entry.refusal.error === 'revoked' && fact('former').split(' ').indexOf(entry.key || entry.body.code) >= 0) {
    address(entry);
    delete entry.refusal;
    keep(key, entry);
    offlineKeep(entry);
  }
}

function sendAll() {
  clearTimeout(timer);
  keysFrom(WAITING).forEach(readdress);
  keysFrom(WAITING).forEach(function (key) {
    var id = key.slice(WAITING.length);
    var entry = read(key);
    var state = states[id] || (states[id] = { kept: true, name: 'waiting' });
    if (entry && entry.refusal) {
      states[id] = { kept: true, name: 'refused', refusal: entry.refusal };
    } else if (entry && state.name !== 'sending') {
      state.name = 'sending';
      send(id, entry);
    }
  });
  showStates();
}

function send(id, entry) {
  var request = new XMLHttpRequest();
  var isOver = false;
  entry.body.sent_at = new Date().toISOString();
  function over() {
    if (!isOver) {
      isOver = true;
      settle(id, entry, verdict(request.status, request.responseText), Number(request.status === 429 && request.getResponseHeader('Retry-After')));
    }
  }
  request.open('POST', entry.api);
  request.timeout = 20000;
  request.setRequestHeader('Content-Type', 'application/json');
  request.onload = request.onerror = request.ontimeout = request.onabort = over;
  request.send(JSON.stringify(entry.body));
}

function settle(id, entry, found, pause) {
  var kept = states[id].kept;
  if (found && found.receipt) {
    drop(WAITING + id);
    offlineDrop(id);
    states[id] = { name: 'sent', receipt: found.receipt };
    if ((lastFinished() || {}).id === id) {
      noteFinished(id, found.receipt);
    }
    wait = FIRST_WAIT;
  } else if (found && forgetTimes(entry, found.refusal)) {
    states[id] = { kept: keep(WAITING + id, entry), name: 'waiting' };
    offlineKeep(entry);
    timer = setTimeout(sendAll, 0);
  } else if (found) {
    entry.refusal = found.refusal;
    offlineDrop(id);
    states[id] = { kept: keep(WAITING + id, entry), name: 'refused', refusal: found.refusal };
  } else {
    states[id] = { kept: kept, name: 'waiting' };
    clearTimeout(timer);
    timer = setTimeout(sendAll, Math.max(wait, 1000 * (pause || 0)));
    wait = Math.min(2 * wait, LONGEST_WAIT);
    handToWorker();
  }
  showStates();
}

function sendAtOnce() {
  wait = FIRST_WAIT;
  sendAll();
}

function sendAgain(id) {
  var entry = read(WAITING + id);
  if (entry) {
    delete entry.refusal;
    keep(WAITING + id, entry);
    states[id].name = 'waiting';
    offlineKeep(entry);
  }
  sendAtOnce();
}

function discardRefused(id) {
  drop(WAITING + id);
  offlineDrop(id);
  delete states[id];
  showStates();
}
