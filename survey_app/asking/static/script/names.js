// Names that the page and its service worker share.
var PAGES = 'sipas-pages';
var OUTBOX = 'sipas-outbox';
var SYNC = 'sipas-send';

// A reply counts only when our server wrote it: a portal of a public network answers 200 or 403 with its own page.
// Returns {receipt: …}, {refusal: …}, or null for "try again later".
function verdict(status, text) {
  var reply = null;
  try {
    reply = JSON.parse(text);
  } catch (error) {
    return null;
  }
  if ((status === 200 || status === 201) && reply && reply.receipt) {
    return { receipt: reply.receipt };
  }
  var passing = status === 408 || status === 425 || status === 429;
  return status >= 400 && status < 500 && !passing && reply && reply.error ? { refusal: reply } : null;
}

// When the clock is set right between answering and sending, the two times contradict each other for ever. The answers
// stand without them; then the day of sending counts.
function forgetTimes(entry, refusal) {
  if (!refusal || refusal.error !== 'impossible_time' || !(entry.body.started_at || entry.body.finished_at)) {
    return false;
  }
  delete entry.body.started_at;
  delete entry.body.finished_at;
  return true;
}
