'use strict';
// Lets the page open without a network: registers the worker, which keeps what passes through it; what came before it, it is told.
function addressesOf(selector, name) {
  return Array.prototype.map.call(document.querySelectorAll(selector), function (one) { return one[name]; });
}

if (navigator.serviceWorker) {
  var wasThere = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.register(fact('worker')).then(function () {
    return navigator.serviceWorker.ready;
  }).then(function (registration) {
    if (!wasThere) {
      registration.active.postMessage([fact('home')].concat(
        addressesOf('link[rel=stylesheet]', 'href'), addressesOf('script[src]', 'src'), addressesOf('img[src]', 'src')));
    }
  }).then(null, function () { return null; });
}
