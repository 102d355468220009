// Opening the form without a network: the page and its script are put into the cache from what is already here,
// without asking for them again, and the service worker serves them and sends what waits.
function offlinePath(name) {
  return fact('worker').replace(/[^\/]*$/, name);
}

function inCache(name, action) {
  if (!window.caches || !window.Promise) {
    return;
  }
  window.caches.open(name).then(action).then(null, function () { return null; });
}

function cached(text, kind) {
  return new Response(text, {
    headers: {
      'Content-Type': kind + '; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; form-action 'self'"
    }
  });
}

function keepPage() {
  if (hasServerDraft || !main.querySelector('[data-notice]').hidden) {
    return;
  }
  inCache(PAGES, function (cache) {
    return Promise.all([
      cache.put(location.pathname, cached(pristine, 'text/html')),
      cache.put(document.querySelector('script[src]').getAttribute('src'), cached('(' + sipasPhone.toString() + ')();', 'text/javascript'))
    ]);
  });
}

function startWorker() {
  if (!navigator.serviceWorker) {
    return;
  }
  navigator.serviceWorker.addEventListener('message', sendAtOnce);
  navigator.serviceWorker.register(fact('worker')).then(null, function () { return null; });
}

function offlineKeep(entry) {
  inCache(OUTBOX, function (cache) {
    return cache.put(offlinePath('hang-cho/' + entry.body.submission_id), new Response(JSON.stringify(entry)));
  });
}

// The worker takes over what this page could not send, even after it is closed.
function handToWorker() {
  if (navigator.serviceWorker && window.SyncManager && keysFrom(WAITING).length) {
    navigator.serviceWorker.ready.then(function (worker) {
      return worker.sync.register(SYNC);
    }).then(null, function () { return null; });
  }
}

function offlineDrop(id) {
  inCache(OUTBOX, function (cache) { return cache['delete'](offlinePath('hang-cho/' + id)); });
}
