/* What the frame needs from a script; every page also works without it.
   Loaded in <head> without defer, so that html.js stands before the first paint and nothing jumps.
   - menus (<details class="menu">) close on Esc and on a click outside
   - tables: on a phone a button in the first cell opens the columns marked "wide" (templates/tables/table.html)
   - says in #live what a swap brought (data-announce), and in words when a request failed
   - moves the focus to an error summary (data-focus)
   - a form goes out once, however often its button is pressed */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function word(name) {
    return document.body.getAttribute("data-word-" + name) || "";
  }

  function announce(text) {
    var live = document.getElementById("live");
    if (!live || !text) return;
    live.textContent = "";
    window.setTimeout(function () { live.textContent = text; }, 60);
  }
  window.face = { announce: announce };

  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.removeAttribute("open");
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details.menu[open]");
    if (!menu) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });

  /* --- tables on a phone ------------------------------------------------------------------------------ */
  function heading(table, index) {
    var cell = table.tHead && table.tHead.rows[0].cells[index];
    if (!cell) return "";
    var copy = cell.cloneNode(true);
    copy.querySelectorAll("[aria-hidden]").forEach(function (extra) { extra.remove(); });
    return copy.textContent.trim();
  }

  function restRow(row) {
    var table = row.closest("table");
    var made = document.createElement("tr");
    made.className = "rest";
    var cell = document.createElement("td");
    cell.colSpan = Array.from(row.cells).filter(function (each) { return !each.classList.contains("wide"); }).length;
    var list = document.createElement("dl");
    Array.from(row.cells).forEach(function (each, index) {
      if (!each.classList.contains("wide")) return;
      var term = document.createElement("dt");
      term.textContent = heading(table, index);
      var value = document.createElement("dd");
      Array.from(each.cloneNode(true).childNodes).forEach(function (node) { value.appendChild(node); });
      value.querySelectorAll("[id]").forEach(function (node) { node.removeAttribute("id"); });
      list.appendChild(term);
      list.appendChild(value);
    });
    cell.appendChild(list);
    made.appendChild(cell);
    return made;
  }

  function label(button, name) {
    button.textContent = word(name);
    button.setAttribute("aria-label", word(name) + ": " + button.dataset.what);
  }

  function toggleRow(button) {
    var row = button.closest("tr");
    var next = row.nextElementSibling;
    var open = next && next.classList.contains("rest");
    if (open) next.remove();
    else row.after(restRow(row));
    button.setAttribute("aria-expanded", String(!open));
    label(button, open ? "more" : "less");
  }

  function addMore(table) {
    Array.from(table.tBodies).forEach(function (body) {
      Array.from(body.rows).forEach(function (row) {
        if (row.querySelector(".row-more") || !row.querySelector(".wide") || !row.cells.length) return;
        var button = document.createElement("button");
        button.type = "button";
        button.className = "row-more";
        button.setAttribute("aria-expanded", "false");
        button.dataset.what = row.cells[0].textContent.trim();
        label(button, "more");
        var line = document.createElement("div");
        line.appendChild(button);
        row.cells[0].appendChild(line);
      });
    });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".row-more");
    if (button) { toggleRow(button); return; }
    /* tapping the row itself does the same, unless something in it was meant */
    if (event.target.closest("a, button, input, select, textarea, label, summary")) return;
    var row = event.target.closest(".folds table.data > tbody > tr");
    var more = row && row.querySelector(".row-more");
    if (more && more.offsetParent !== null && !String(window.getSelection())) toggleRow(more);
  });

  /* --- a double click sends once; the form is free again when the page comes back, or if no answer came ----- */
  var PATIENCE = 8000;
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.isOnItsWay) { event.preventDefault(); return; }
    form.isOnItsWay = true;
    window.setTimeout(function () { form.isOnItsWay = false; }, PATIENCE);
  });
  window.addEventListener("pageshow", function () {
    Array.from(document.forms).forEach(function (form) { form.isOnItsWay = false; });
  });

  /* --- htmx ------------------------------------------------------------------------------------------------ */
  function notice(text) {
    var box = document.getElementById("notices");
    if (!box || !text) return;
    var old = box.querySelector(".notice.from-script");
    if (old) old.remove();
    var made = document.createElement("div");
    made.className = "notice late from-script";
    made.setAttribute("role", "alert");
    var line = document.createElement("p");
    line.textContent = text;
    made.appendChild(line);
    box.prepend(made);
  }
  window.face.notice = notice;
  document.addEventListener("htmx:sendError", function () { notice(word("offline")); });
  document.addEventListener("htmx:timeout", function () { notice(word("offline")); });
  document.addEventListener("htmx:responseError", function (event) {
    notice(word(event.detail.xhr.status === 403 ? "expired" : "failed"));
  });

  function ready(part) {
    (part.querySelectorAll ? part : document).querySelectorAll(".folds table.data").forEach(addMore);
  }
  document.addEventListener("htmx:afterSettle", function (event) {
    var part = event.detail.elt;
    ready(part.parentNode || document);
    var said = part.matches && part.matches("[data-announce]") ? part : part.querySelector && part.querySelector("[data-announce]");
    if (said) announce(said.getAttribute("data-announce"));
  });
  document.addEventListener("DOMContentLoaded", function () {
    ready(document);
    var first = document.querySelector("[data-focus]");
    if (first) first.focus();
  });
})();
