'use strict';
// What is kept on this computer: drafts of sheets and what waits to be sent, by person and wave.
var root = document.getElementById('keying');
var ROOM = 'sipas.keying.';
var MINE = ROOM + fact('user') + '.' + fact('wave') + '.';
var DRAFT = MINE + 'draft.';
var WAITING = MINE + 'out.';
var OPEN = MINE + 'open';
var DAY = MINE + 'day';
var memory = {};

function fact(name) {
  return root.getAttribute('data-' + name);
}

function part(name) {
  return root.querySelector('[data-' + name + ']');
}

function read(key) {
  try {
    return JSON.parse(memory[key] || window.localStorage.getItem(key) || 'null');
  } catch (error) {
    return null;
  }
}

// True when it will survive the closing of the page.
function keep(key, value) {
  var text = JSON.stringify(value);
  try {
    window.localStorage.setItem(key, text);
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
    window.localStorage.removeItem(key);
  } catch (error) {
    return;
  }
}

function keysFrom(prefix) {
  var keys = Object.keys(memory);
  try {
    for (var i = 0; i < window.localStorage.length; i += 1) {
      keys.push(window.localStorage.key(i));
    }
  } catch (error) {
    return keys.filter(startsWith(prefix)).sort();
  }
  return keys.filter(startsWith(prefix)).sort();
}

function startsWith(prefix) {
  return function (key) { return key.indexOf(prefix) === 0; };
}

// How many sheets other people left unsent on this computer: only they can send them, with their own log-in.
function leftByOthers() {
  var own = ROOM + fact('user') + '.';
  return keysFrom(ROOM).filter(function (key) { return key.indexOf(own) !== 0 && key.indexOf('.out.') > 0; }).length;
}

function newId() {
  var bytes = Array.prototype.slice.call(window.crypto.getRandomValues(new Uint8Array(16)));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return bytes.map(function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
