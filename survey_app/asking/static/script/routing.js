// Which sections and items are shown, by the answers so far: the rules stand in the markup.
var sections = all(document.getElementById('sections').content, 'form').map(function (form) {
  return {
    number: Number(form.getAttribute('data-number')),
    code: form.getAttribute('data-section'),
    rules: rulesOf(form),
    form: form,
    items: all(form, '[data-item]').map(function (item) {
      return { code: item.getAttribute('data-item'), must: item.hasAttribute('data-must'), rules: rulesOf(item) };
    })
  };
});

function rulesOf(marked) {
  return JSON.parse(marked.getAttribute('data-show') || '[]');
}

function isMet(rule, answers) {
  var answer = answers[rule[0]];
  var ticked = answer instanceof Array ? answer : [answer];
  return ticked.some(function (value) { return value !== undefined && rule[1].indexOf(String(value)) >= 0; });
}

function holds(rules, answers) {
  return rules.every(function (rule) { return isMet(rule, answers); });
}

// [{section, items}] in order, and in `known` the answers to what is shown; an answer that is hidden routes nobody.
function route(answers, known) {
  var steps = [];
  sections.forEach(function (section) {
    var items = holds(section.rules, known) ? section.items.filter(function (item) { return holds(item.rules, known); }) : [];
    if (items.length) {
      steps.push({ section: section, number: section.number, items: items });
    }
    items.forEach(function (item) {
      [item.code, item.code + '.other'].forEach(function (code) {
        if (code in answers) {
          known[code] = answers[code];
        }
      });
    });
  });
  return steps;
}

function firstUnanswered(steps, answers) {
  return steps.filter(function (step) {
    return step.items.some(function (item) { return item.must && !(item.code in answers); });
  })[0];
}

// Pages that an answer still to come may open are counted: the number may shrink, never grow.
function position(steps, here, known) {
  var toCome = codesToCome(here, known);
  var later = 0;
  sections.slice(sections.indexOf(here.section) + 1).forEach(function (section) {
    if (section.rules.every(function (rule) { return toCome.indexOf(rule[0]) >= 0 || isMet(rule, known); })) {
      later += 1;
      toCome = toCome.concat(codesToCome(section, known));
    }
  });
  var n = steps.indexOf(here) + 1;
  return { n: n, total: n + later };
}

function codesToCome(step, known) {
  return step.items.map(function (item) { return item.code; }).filter(function (code) { return !(code in known); });
}
