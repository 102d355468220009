'use strict';
// Opens the keying page without a network: the page of each wave as it was last seen, and the files it is made of.
var KEPT = 'sipas-keying';
var PATIENCE = 4000;

self.addEventListener('install', function () { self.skipWaiting(); });
self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });

// The page that was open before this worker was there says what it is made of.
self.addEventListener('message', function (event) {
  event.waitUntil(Promise.all(event.data.map(function (address) {
    return fetch(address, { credentials: 'same-origin' }).then(function (response) { return remember(address, response); }, function () { return null; });
  })));
});

self.addEventListener('fetch', function (event) {
  if (event.request.method === 'GET' && (isKeyingPage(event.request) || isFile(event.request))) {
    event.respondWith(freshOrKept(event));
  }
});

function isKeyingPage(request) {
  var rest = pathOf(request.url).slice(pathOf(self.registration.scope).length);
  return request.mode === 'navigate' && /^[^/]+\/$/.test(rest);
}

function isFile(request) {
  return ['script', 'style', 'image', 'font'].indexOf(request.destination) >= 0 && new URL(request.url).origin === self.location.origin;
}

function pathOf(address) {
  return new URL(address, self.location.href).pathname;
}

// Only what the server gave whole: no page to log in, no error.
function remember(address, response) {
  if (!response.ok || response.redirected) {
    return null;
  }
  var copy = response.clone();
  return caches.open(KEPT).then(function (cache) { return cache.put(address, copy); });
}

function kept(request) {
  return caches.match(request, { cacheName: KEPT, ignoreVary: true });
}

// The network first; what was kept when that fails, or lets one wait.
function freshOrKept(event) {
  var asked = fetch(event.request).then(function (response) {
    if (response.status >= 500) {
      return kept(event.request).then(function (found) { return found || response; });
    }
    var stored = remember(event.request.url, response);
    if (stored) {
      event.waitUntil(stored);
    }
    return response;
  });
  var waited = new Promise(function (resolve) { setTimeout(resolve, PATIENCE); }).then(function () { return kept(event.request); });
  return Promise.race([asked, waited.then(function (found) { return found || asked; })]).then(null, function () {
    return kept(event.request).then(function (found) { return found || Response.error(); });
  });
}
