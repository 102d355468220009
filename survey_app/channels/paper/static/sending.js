'use strict';
// Finished sheets wait here until the server has kept them; sending again is harmless, the id stays the same.
var FIRST_WAIT = 3000;
var LONGEST_WAIT = 60 * 1000;
var wait = FIRST_WAIT;
var timer = null;
var sendingNow = null;
var reached = navigator.onLine;
var alarm = '';
var sent = [];
var token = fact('token');

function ask(method, path, body, answered) {
  var request = new XMLHttpRequest();
  var isOver = false;
  function over() {
    if (!isOver) {
      isOver = true;
      reached = request.status > 0;
      answered(request.status, parsed(request.responseText));
    }
  }
  request.open(method, path);
  request.timeout = 20000;
  request.setRequestHeader('Content-Type', 'application/json');
  request.setRequestHeader('X-CSRFToken', token);
  request.onload = request.onerror = request.ontimeout = request.onabort = over;
  request.send(body ? JSON.stringify(body) : null);
}

function parsed(text) {
  try {
    return JSON.parse(text) || {};
  } catch (error) {
    return {};
  }
}

// A page that stood open for hours has an old token, and perhaps no session: ask for both before the second try.
function askTwice(path, body, answered) {
  ask('POST', path, body, function (status, found) {
    if (status !== 400 && status !== 401) {
      return answered(status, found);
    }
    return refreshToken(function (isMine) {
      if (isMine) {
        ask('POST', path, body, answered);
      } else {
        answered(401, {});
      }
    });
  });
}

function refreshToken(answered) {
  ask('GET', fact('session'), null, function (status, found) {
    var isMine = status === 200 && String(found.user) === fact('user');
    if (isMine) {
      token = found.token;
      alarm = '';
    } else if (status === 200) {
      alarm = 'other';
    } else if (status === 401) {
      alarm = 'login';
    }
    answered(isMine);
  });
}

function waitingSheets() {
  return keysFrom(WAITING).map(read).filter(function (entry) { return entry && !entry.refusal; });
}

function refusedSheets() {
  return keysFrom(WAITING).map(read).filter(function (entry) { return entry && entry.refusal; });
}

function sendAll() {
  clearTimeout(timer);
  var next = sendingNow ? null : waitingSheets()[0];
  if (next) {
    sendingNow = next.body.submission_id;
    next.body.waited = Math.max(0, Math.round((Date.now() - next.saved) / 1000));
    askTwice(fact('keep'), next.body, function (status, found) {
      sendingNow = null;
      settle(next, status, found);
      showSending();
    });
  }
  showSending();
}

function settle(entry, status, found) {
  var key = WAITING + entry.body.submission_id;
  if (status === 200) {
    drop(key);
    alarm = '';
    sent.unshift({ serial: found.serial, at: new Date() });
    wait = FIRST_WAIT;
    timer = setTimeout(sendAll, 0);
  } else if (status === 403 || status === 409 || status === 422) {
    entry.refusal = { message: found.message || 'Máy chủ không nhận phiếu này.', wrong: found.wrong || {} };
    keep(key, entry);
    timer = setTimeout(sendAll, 0);
  } else {
    timer = setTimeout(sendAll, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

function sendAtOnce() {
  wait = FIRST_WAIT;
  if (alarm) {
    return refreshToken(function () { sendAll(); });
  }
  return sendAll();
}

function showSending() {
  var count = waitingSheets().length;
  var others = leftByOthers();
  var words = count ? 'Chưa gửi: ' + count + ' phiếu' + (reached ? '' : ' – mất mạng, phiếu được giữ trên máy này') : 'Đã gửi hết';
  if (!count && !sent.length) {
    words = reached ? 'Không có phiếu chờ gửi' : 'Mất mạng – vẫn nhập được, phiếu được giữ trên máy này';
  }
  part('sending').textContent = words + (others ? ' · người khác còn ' + others + ' phiếu chưa gửi trên máy này' : '');
  part('sending').className = count ? 'pending' : '';
  showAlarm();
  showLists();
}

function showAlarm() {
  var box = part('alert');
  var words = { login: 'Phiên làm việc đã hết. Phiếu đã nhập vẫn được giữ trên máy. ', other: 'Đang đăng nhập bằng tài khoản khác. Phiếu của bạn được giữ trên máy; hãy đăng nhập lại bằng tài khoản của mình. ' };
  box.hidden = !alarm;
  if (box.getAttribute('data-alarm') !== alarm) {
    box.setAttribute('data-alarm', alarm);
    box.textContent = words[alarm] || '';
    if (alarm) {
      box.appendChild(linkTo(fact('login'), 'Đăng nhập lại'));
      box.appendChild(document.createTextNode(' (mở ở cửa sổ khác, rồi quay lại đây).'));
    }
  }
}

function linkTo(address, words) {
  var link = document.createElement('a');
  link.href = address;
  link.target = '_blank';
  link.textContent = words;
  return link;
}
