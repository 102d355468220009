// Opens the form from the cache when the network fails, and sends what waits when it returns.
var PATIENCE = 6000;

function isFirstPage(request) {
  var rest = new URL(request.url).pathname.slice(new URL(self.registration.scope).pathname.length);
  return request.method === 'GET' && request.mode === 'navigate' && /^[A-Z0-9]+$/.test(rest);
}

// Kept under its bare address, whatever language was asked for. An answer with someone's draft is not kept.
function bare(request) {
  return new URL(request.url).pathname;
}

function remember(request, response) {
  var isClean = response.ok && !/no-store/.test(response.headers.get('Cache-Control') || '');
  var copy = isClean ? response.clone() : null;
  return caches.open(PAGES).then(function (cache) {
    if (copy) {
      return cache.put(bare(request), copy);
    }
    return response.status === 404 || response.status === 410 ? cache['delete'](bare(request)) : null;
  });
}

function fromCache(request, otherwise) {
  return caches.open(PAGES).then(function (cache) {
    return cache.match(bare(request));
  }).then(function (kept) {
    return kept || otherwise();
  });
}

function firstPage(event) {
  var asked = fetch(event.request).then(function (response) {
    if (response.status >= 500) {
      return fromCache(event.request, function () { return response; });
    }
    event.waitUntil(remember(event.request, response));
    return response;
  });
  var patience = new Promise(function (resolve) { setTimeout(resolve, PATIENCE); }).then(function () {
    return fromCache(event.request, function () { return asked; });
  });
  return Promise.race([asked, patience]).then(null, function () {
    return fromCache(event.request, function () { return Response.error(); });
  });
}

function script(request) {
  return caches.open(PAGES).then(function (cache) {
    return cache.match(request).then(function (kept) {
      return kept || fetch(request);
    });
  });
}

function sendOne(cache, request) {
  var entry = null;
  return cache.match(request).then(function (kept) {
    return kept.json();
  }).then(function (found) {
    entry = found;
    entry.body.sent_at = new Date().toISOString();
    return fetch(entry.api, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(entry.body) });
  }).then(function (response) {
    return response.text().then(function (text) {
      var found = verdict(response.status, text);
      if (!found) {
        throw new Error('try again later');
      }
      if (forgetTimes(entry, found.refusal)) {
        return cache.put(request, new Response(JSON.stringify(entry))).then(function () { return sendOne(cache, request); });
      }
      return cache['delete'](request);
    });
  });
}

// The page asks for the receipt itself: sending again gives the same one.
function tellPages() {
  return self.clients.matchAll().then(function (pages) {
    pages.forEach(function (page) { page.postMessage('sent'); });
  });
}

function sendWaiting() {
  return caches.open(OUTBOX).then(function (cache) {
    return cache.keys().then(function (requests) {
      return Promise.all(requests.map(function (request) { return sendOne(cache, request); }));
    });
  }).then(tellPages);
}

self.addEventListener('install', function () { self.skipWaiting(); });
self.addEventListener('activate', function (event) { event.waitUntil(self.clients.claim()); });
self.addEventListener('sync', function (event) {
  if (event.tag === SYNC) {
    event.waitUntil(sendWaiting());
  }
});
self.addEventListener('fetch', function (event) {
  if (isFirstPage(event.request)) {
    event.respondWith(firstPage(event));
  } else if (/\/phone\.js$/.test(new URL(event.request.url).pathname)) {
    event.respondWith(script(event.request));
  }
});
