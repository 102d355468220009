"""A phone that is ready to lose its network."""
from __future__ import annotations


def kept_for_offline(phone):
    """Open the first page and wait until the worker is in charge and the page is in its cache."""
    phone.open()
    phone.page.evaluate("""() => navigator.serviceWorker.ready.then(() => new Promise(done => {
        const look = () => caches.match(location.pathname).then(kept => kept ? done() : setTimeout(look, 20));
        look();
    }))""")
    return phone
