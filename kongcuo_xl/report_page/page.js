"use strict";
// Filters, pages and prints the findings held in #data. Without this the page shows plain tables.
(() => {
  const at = (id) => document.getElementById(id);
  const data = JSON.parse(at("data").textContent);
  if (!at("findings")) return;
  const [LEVEL, CODE, UNIT, KLASS, FILE, SHEET, ADVICE, BASIS, CELL, PERSON, MESSAGE] = Array(11).keys();
  const LEVELS = ["错误", "疑问", "提示"];
  const PRINTED = 3000;
  const { words, rows, rules, copies } = data;
  const word = (row, column) => words[row[column]];
  const choices = { rule: CODE, unit: UNIT, klass: KLASS, file: FILE };
  const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
  const haystack = new Map();
  let chosen = rows, page = 0;

  const text = (row) => {
    if (!haystack.has(row)) {
      const parts = [CODE, UNIT, KLASS, FILE, SHEET, ADVICE, BASIS].map((c) => word(row, c));
      parts.push(rules[word(row, CODE)], row[CELL], row[PERSON], row[MESSAGE]);
      haystack.set(row, parts.join("\n").toLowerCase());
    }
    return haystack.get(row);
  };

  const element = (name, content, className) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content) made.textContent = content;
    return made;
  };

  const line = (row) => {
    const tr = document.createElement("tr");
    const cell = (...parts) => {
      const td = document.createElement("td");
      td.append(...parts.filter(Boolean));
      tr.append(td);
    };
    const level = word(row, LEVEL), code = word(row, CODE), file = word(row, FILE);
    cell(element("span", level, "tag level" + LEVELS.indexOf(level)));
    cell(rules[code] + " ", element("small", code));
    let name = file;
    if (copies[file]) {
      name = element("a", file);
      name.href = copies[file];
      name.title = "打开带标记的副本";
    }
    const klass = word(row, KLASS);
    cell(name, " [" + word(row, SHEET) + "] ", element("b", row[CELL]), klass && element("small", " " + klass));
    cell(row[PERSON]);
    cell(row[MESSAGE], word(row, ADVICE) && element("span", word(row, ADVICE), "advice"));
    cell(word(row, BASIS));
    return tr;
  };

  const size = () => Number(at("size").value);
  const number = (n) => n.toLocaleString("zh-CN");

  const show = (first, count, more) => {
    at("rows").replaceChildren(...chosen.slice(first, first + count).map(line));
    const last = Math.min(first + count, chosen.length);
    const all = chosen.length === rows.length ? "" : `（列出的共 ${number(rows.length)} 条）`;
    at("shown").textContent = chosen.length
      ? `第 ${number(first + 1)}–${number(last)} 条，共 ${number(chosen.length)} 条${all}${more || ""}`
      : "没有符合条件的问题；按“全部显示”取消筛选。";
  };

  const turn = (to, focus) => {
    const pages = Math.max(1, Math.ceil(chosen.length / size()));
    page = Math.min(Math.max(to, 0), pages - 1);
    show(page * size(), size());
    at("pages").hidden = chosen.length <= 50;
    at("page").textContent = `第 ${page + 1} 页，共 ${pages} 页`;
    at("back").disabled = page === 0;
    at("on").disabled = page === pages - 1;
    if (focus) at("shown").scrollIntoView({ block: "start" });
  };

  const fill = (id, wanted, value) => {
    const select = at(id), column = choices[id];
    const counts = new Map();
    for (const row of wanted) {
      const each = word(row, column);
      if (each) counts.set(each, (counts.get(each) || 0) + 1);
    }
    const option = (key, shown) => {
      const made = element("option", shown);
      made.value = key;
      return made;
    };
    const keys = [...counts.keys()].sort(compare);
    if (value && !counts.has(value)) keys.unshift(value);
    const named = (key) => (id === "rule" ? `${key} ${rules[key] || ""}` : key);
    select.replaceChildren(
      option("", "全部"),
      ...keys.map((key) => option(key, `${named(key)}（${counts.get(key) || 0}）`)),
    );
    select.value = value;
    select.parentElement.hidden = keys.length < 2 && !value;
  };

  const filter = () => {
    const levels = new Set([...document.querySelectorAll("[name=level]:checked")].map((box) => box.value));
    const sought = at("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const values = Object.fromEntries(Object.keys(choices).map((id) => [id, at(id).value]));
    const fits = (row, but) =>
      levels.has(word(row, LEVEL)) &&
      Object.entries(choices).every(([id, column]) => id === but || !values[id] || word(row, column) === values[id]) &&
      sought.every((part) => text(row).includes(part));
    chosen = rows.filter((row) => fits(row));
    // Each list offers what the other conditions leave, with its numbers.
    for (const id of Object.keys(choices)) fill(id, rows.filter((row) => fits(row, id)), values[id]);
    const by = {
      level: (a, b) => LEVELS.indexOf(word(a, LEVEL)) - LEVELS.indexOf(word(b, LEVEL)),
      rule: (a, b) => (word(a, CODE) < word(b, CODE) ? -1 : word(a, CODE) > word(b, CODE) ? 1 : 0),
      person: (a, b) => !a[PERSON] - !b[PERSON] || compare(a[PERSON], b[PERSON]),
    }[at("order").value];
    if (by) chosen.sort(by);
    turn(0);
  };

  const form = at("filters");
  let waiting = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("change", (event) => event.target.id !== "search" && filter());
  at("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
  at("back").addEventListener("click", () => turn(page - 1, true));
  at("on").addEventListener("click", () => turn(page + 1, true));
  at("size").addEventListener("change", () => turn(0));

  // A number or a line of the tables above chooses what it counts.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href='#list']");
    if (!link || link.className === "skip") return;
    form.reset();
    const { level, ...wanted } = link.dataset;
    for (const box of document.querySelectorAll("[name=level]")) box.checked = !level || box.value === level;
    for (const [id, value] of Object.entries(wanted)) fill(id, rows, value);
    setTimeout(filter);
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      at("search").focus();
    } else if (event.key === "Escape" && event.target.id === "search") {
      at("search").value = "";
      filter();
    }
  });

  // Paper gets every finding that is chosen, not one page of them.
  addEventListener("beforeprint", () => {
    const left = chosen.length - PRINTED;
    show(0, PRINTED, left > 0 ? `；另有 ${number(left)} 条没有打印，请先筛选` : "");
  });
  addEventListener("afterprint", () => turn(page));

  form.hidden = at("shown").hidden = false;
  filter();
})();
