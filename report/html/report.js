'use strict';
(() => {
  const root = document.documentElement;
  const $ = (id) => document.getElementById(id);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  root.classList.add('live');

  const items = all('.item');
  const ticks = all('.tick');
  const say = (text) => { $('said').textContent = text; };
  const of = (tick) => tick.closest('.item');
  const messageOf = (item) => item.querySelector('.message').textContent;

  // Ticks are kept in the browser where it lets us, else until the page is closed.
  const key = 'omlint:' + root.dataset.key;
  let done = new Set();
  let keep = () => {};
  try {
    const store = window.localStorage;
    done = new Set(JSON.parse(store.getItem(key) || '[]'));
    store.setItem(key, JSON.stringify([...done]));
    keep = () => store.setItem(key, JSON.stringify([...done]));
  } catch {
    $('kept').textContent = 'This browser keeps nothing: export before you close the page.';
  }

  function tally() {
    for (const group of all('section.group')) {
      const own = all('.tick', group);
      group.querySelector('[data-tally]').textContent = own.filter((t) => t.checked).length + '/' + own.length;
    }
    const n = ticks.filter((t) => t.checked).length;
    $('ticked').textContent = n;
    $('bar').value = n;
  }

  for (const tick of ticks) {
    const item = of(tick);
    tick.checked = done.has(item.dataset.print);
    item.classList.toggle('done', tick.checked);
    tick.addEventListener('change', () => {
      item.classList.toggle('done', tick.checked);
      done[tick.checked ? 'add' : 'delete'](item.dataset.print);
      try { keep(); } catch { $('kept').textContent = 'The browser could not keep this: export before you close the page.'; }
      tally();
      filter();
    });
  }

  // Filters: each narrows what is shown.
  const chips = all('.count');
  const field = (id) => ($(id) ? $(id).value : '');
  const text = new Map(items.map((item) => [item, (item.textContent + ' ' + item.dataset.rule + ' ' + item.dataset.fact).toLowerCase()]));
  const opened = new Set(); // by a filter, to be closed again

  function filter() {
    const kinds = new Set(chips.filter((c) => c.getAttribute('aria-pressed') === 'true').map((c) => c.dataset.kind));
    const words = field('f-text').toLowerCase().split(/\s+/).filter(Boolean);
    const group = field('f-group'), rule = field('f-rule'), open = $('f-open').checked;
    const active = kinds.size > 0 || words.length > 0 || group !== '' || rule !== '' || open;
    let shown = 0;
    for (const item of items) {
      const tick = item.querySelector('.tick');
      item.hidden = (kinds.size > 0 && !kinds.has(item.dataset.kind)) ||
        (rule !== '' && item.dataset.rule !== rule) ||
        (group !== '' && item.closest('.group').dataset.group !== group) ||
        (open && (!tick || tick.checked)) ||
        !words.every((w) => text.get(item).includes(w));
      shown += item.hidden ? 0 : 1;
    }
    for (const g of all('.group')) {
      const some = g.querySelector('.item:not([hidden])') !== null;
      g.hidden = !some;
      if (g.tagName !== 'DETAILS') continue;
      if (active && some && !g.open) { g.open = true; opened.add(g); }
      if (!active && opened.delete(g)) g.open = false;
    }
    $('no-match').hidden = shown > 0 || items.length === 0;
    $('shown').textContent = active ? shown + ' of ' + items.length + ' shown' : '';
  }

  for (const chip of chips) {
    chip.addEventListener('click', () => {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true'));
      filter();
    });
  }
  const form = document.querySelector('.filters');
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => {
    for (const chip of chips) chip.setAttribute('aria-pressed', 'false');
    setTimeout(filter); // once the fields are empty
  });

  // A link to what is folded away unfolds it.
  for (const link of all('nav a')) {
    link.addEventListener('click', () => {
      const first = document.querySelector(link.hash + ' > details');
      if (first) first.open = true;
    });
  }

  async function copy(content) {
    try {
      await navigator.clipboard.writeText(content);
    } catch { // an old browser, or one that asks first
      const area = document.createElement('textarea');
      area.value = content;
      document.body.append(area);
      area.select();
      const copied = document.execCommand('copy');
      area.remove();
      if (!copied) throw new Error('the browser does not copy');
    }
  }
  for (const button of all('.copy')) {
    button.addEventListener('click', async () => {
      try {
        await copy(button.parentElement.querySelector('code').textContent);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Select it by hand';
      }
      say(button.textContent);
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
  }

  function download(name, type, content) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say('Saved ' + name);
  }
  const base = root.dataset.file + '-checklist';

  $('export-markdown').addEventListener('click', () => {
    const title = [root.dataset.from, root.dataset.to].filter(Boolean).join(' → ');
    const lines = ['# Checklist ' + title, ''];
    for (const group of all('section.group')) {
      lines.push('## ' + group.querySelector('h2').firstChild.textContent.trim(), '');
      for (const tick of all('.tick', group)) {
        const item = of(tick);
        lines.push('- [' + (tick.checked ? 'x' : ' ') + '] ' + item.querySelector('.pill').textContent + ': ' + item.dataset.markdown);
      }
      lines.push('');
    }
    download(base + '.md', 'text/markdown', lines.join('\n'));
  });

  $('export-json').addEventListener('click', () => {
    const list = ticks.map((tick) => {
      const item = of(tick);
      return {
        id: item.dataset.print, phase: item.closest('.group').dataset.group, outcome: item.dataset.kind,
        rule: item.dataset.rule, fact: item.dataset.fact || null, message: messageOf(item), done: tick.checked,
      };
    });
    const checklist = {
      schema: 'omlint.checklist/v1', command: root.dataset.command,
      from: root.dataset.from || null, to: root.dataset.to || null, items: list,
    };
    download(base + '.json', 'application/json', JSON.stringify(checklist, null, 2) + '\n');
  });

  // On paper, everything is unfolded.
  let folded = [];
  window.addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const d of folded) d.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const d of folded) d.open = false;
  });

  tally();
  filter();
})();
