// What is kept on the phone: the answers so far, and finished forms until they are sent.
var DRAFT = 'sipas.draft.' + fact('key');
var WAITING = 'sipas.out.';
var FINISHED = 'sipas.finished.' + fact('key');
var LIFE = 1000 * fact('life');
var memory = {};
var storage = openStorage();
var draft = null;

function openStorage() {
  try {
    window.localStorage.setItem('sipas', '1');
    window.localStorage.removeItem('sipas');
    return window.localStorage;
  } catch (error) {
    return null;
  }
}

function read(key) {
  try {
    return JSON.parse(memory[key] || (storage && storage.getItem(key)) || 'null');
  } catch (error) {
    return null;
  }
}

// True when it will survive the closing of the page.
function keep(key, value) {
  var text = JSON.stringify(value);
  try {
    storage.setItem(key, text);
    delete memory[key];
    return true;
  } catch (error) {
    memory[key] = text;
    return false;
  }
}

function drop(key) {
  delete memory[key];
  try {
    storage.removeItem(key);
  } catch (error) {
    return;
  }
}

function keysFrom(prefix) {
  var keys = Object.keys(memory);
  for (var i = 0; storage && i < storage.length; i += 1) {
    if (keys.indexOf(storage.key(i)) < 0) {
      keys.push(storage.key(i));
    }
  }
  return keys.filter(function (key) { return key.indexOf(prefix) === 0; }).sort();
}

function newDraft() {
  return { id: newId(), digest: fact('digest'), started: new Date().toISOString(), answers: {}, seconds: {}, at: 0 };
}

// Another tab may have begun a new form at this desk: that one stays.
function keepDraft() {
  var other = read(DRAFT);
  if (!other || other.id === draft.id) {
    keep(DRAFT, draft);
  }
}

function dropDraft() {
  var kept = read(DRAFT);
  if (kept && (!draft || kept.id === draft.id)) {
    drop(DRAFT);
  }
  draft = null;
}

// The draft of an earlier opening of this page; false when it had to be given up because the questions changed.
function restoreDraft() {
  var kept = read(DRAFT);
  var isOver = kept && (read(WAITING + kept.id) || !(new Date() - new Date(kept.started) < LIFE));
  if (!kept || isOver || kept.digest !== fact('digest')) {
    drop(DRAFT);
    return !kept || Boolean(isOver);
  }
  draft = kept;
  return true;
}

function hasAnswers() {
  return draft !== null && Object.keys(draft.answers).length > 0;
}

function newId() {
  var bytes = [];
  for (var i = 0; i < 16; i += 1) {
    bytes.push(Math.floor(Math.random() * 256));
  }
  if (window.crypto && window.crypto.getRandomValues) {
    bytes = Array.prototype.slice.call(window.crypto.getRandomValues(new Uint8Array(16)));
  }
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.map(function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

// The form just finished and its receipt stay for as long as this tab is open, so that a reload shows them again.
function noteFinished(id, receipt) {
  try {
    window.sessionStorage.setItem(FINISHED, JSON.stringify({ id: id, receipt: receipt || '' }));
  } catch (error) {
    return;
  }
}

function forgetFinished() {
  try {
    window.sessionStorage.removeItem(FINISHED);
  } catch (error) {
    return;
  }
}

function lastFinished() {
  try {
    return JSON.parse(window.sessionStorage.getItem(FINISHED) || 'null');
  } catch (error) {
    return null;
  }
}
