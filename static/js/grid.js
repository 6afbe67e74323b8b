/* The grid: a table of inputs that behaves like a sheet, and a plain <form> with one Save without this script.

   ── The contract ─────────────────────────────────────────────────────────────────────────────────────────────
   <form method="post" data-grid {% include "_grid_words.html" %}>{% csrf_token %}
     <p class="grid-bar">Cần giao 1.100 · đã giao <b data-total="target"></b> · còn <b data-total="target" data-left="1100"></b></p>
     <div class="grid-wrap" role="region" tabindex="0" aria-label="…">
       <table class="grid">
         <thead>…</thead>
         <tbody>
           <tr data-row="17" data-save-url="/…/17/" data-group="xa">
             <th scope="row">Xã Bình Sơn</th>
             {% include "_grid_cell.html" with … %}                → <td class="cell"><input name="17-donated" data-field="donated" …></td>
             <td class="number" data-sum="b250 b350 b450"></td>     ← row total, live
             <td class="row-state" data-state><input type="hidden" name="17-version" value="3" data-version>
               <input type="hidden" name="17-opened" value="71|66|61" data-opened></td>
           </tr>
           {% include "_grid_faults.html" with … %}                  (only where the server already knows a fault)
         </tbody>
         <tfoot><tr class="totals"><th scope="row">Cộng</th><td class="number" data-total="donated"></td>…</tr></tfoot>
       </table>
     </div>
     <p data-grid-status role="status" aria-live="polite" class="grid-help"></p>
     {% include "_form_actions.html" with submit_label=… %}          ← the one Save (class "no-script" hides it when rows save themselves)
   </form>

   On the form   data-grid                 switches this script on
   On a row      data-row="17"             any id without spaces; comes back in nothing, names the row's faults row
                 data-save-url             where this row POSTs when it is left with a change; absent: only the form's Save
                 data-group="xa"           for totals of a part
   On an input   data-field="donated"      its key in the answer's `errors` and `values`, in sums, and its column for the arrows;
                                           its `name` is what is posted ("17-donated": a Django form with prefix "17")
                 readonly / disabled       shown, never pasted over
   In a row      data-sum="a b*250"        sum of this row's fields, each may have a factor; empty while all of them are empty
                 data-version              hidden input holding the row's version; renewed from the answer
                 data-opened               hidden input holding what the row was opened with, in the server's words; renewed too
                 data-state                the cell that says "chưa lưu", "✓ đã lưu"
   Anywhere in   data-total="a b*250"      the same over all rows …
   the form      data-in="xa"              … of that data-group only
                 data-left="1100"          shows 1100 − the total instead (negative when past it)
                 data-left-of="xa-bloc"    the same against what is typed in the input of that name; a dash while that is empty
                 data-share-of="1100"      shows the total in per cent of 1100 instead

   POST of a row (application/x-www-form-urlencoded, header Accept: application/json, X-CSRFToken):
     every named control of the row and of its faults row, names unchanged; "17-confirmed=1" once a doubt is ticked.
   Answer, JSON, status 200 saved · 422 not saved · 409 somebody else saved this row meanwhile:
     { "errors":  {"donated": "Số người hiến (41) lớn hơn số người có mặt (40)."},   cells that are wrong; "" = the whole row
       "doubts":  ["Số người có mặt (52) lớn hơn số đăng ký (40)."],                     asked about, one tick saves
       "conflict": "Trần Thị B đã lưu dòng này lúc 14:05: hiến 60.",                     with 409; [Lấy số vừa lưu] takes `values`
       "version": 4,                                                                       the row's version now (also with 409)
       "opened":  "71|66|61",                                                              optional: what the row holds now
       "values":  {"donated": "61"},                                                      optional: as the server wrote them down
       "theirs":  {"present": "64"},               optional, not saved: what somebody else wrote into cells left alone here
       "said":    "✓ đã lưu, túi hỏng 1" }                                              optional: instead of "✓ đã lưu"
   Saved means: status 200 with no errors, no doubts and no conflict. A redirect (signed out) is told in words.

   Keys: Enter down, Shift+Enter up, Tab right (the browser's own), ↑ ↓ always, ← → at the edge of the text or when it is all
   selected, F2 to edit inside, Esc takes back what was typed in this cell. A block pasted from Excel goes over the cells from the
   focused one on, over the rows that have such a cell, never adds a row, says how many cells it wrote, and can be taken back with one button.
   ──────────────────────────────────────────────────────────────────────────────────────────────────────────────── */
(function () {
  "use strict";

  /* --- numbers as they are written here: 1.324 and 120,4% ------------------------------------------------------ */
  function read(text) {
    var plain = text.replace(/[\s\u00a0.]/g, "");
    if (plain === "") return null;
    return /^[-\u2212]?\d+$/.test(plain) ? Number(plain.replace("\u2212", "-")) : NaN;
  }

  function write(number) {
    var digits = String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
    return (number < 0 ? "\u2212" : "") + digits;
  }

  function writeShare(part, whole) {
    if (!whole) return "–";
    return String(Math.round((part * 1000) / whole) / 10).replace(".", ",") + "%";
  }

  function filled(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (all, key) { return key in values ? values[key] : all; });
  }

  /* a block as Excel puts it on the clipboard: tabs, line ends, "quoted ""cells"" with line ends" */
  function parseBlock(text) {
    var rows = [[""]];
    var quoted = false;
    for (var i = 0; i < text.length; i += 1) {
      var mark = text[i];
      var line = rows[rows.length - 1];
      if (quoted) {
        if (mark === '"' && text[i + 1] === '"') { line[line.length - 1] += '"'; i += 1; }
        else if (mark === '"') quoted = false;
        else line[line.length - 1] += mark;
      } else if (mark === '"' && line[line.length - 1] === "") quoted = true;
      else if (mark === "\t") line.push("");
      else if (mark === "\n") rows.push([""]);
      else if (mark !== "\r") line[line.length - 1] += mark;
    }
    var last = rows[rows.length - 1];
    if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop();
    return rows.map(function (cells) {
      return cells.map(function (cell) { return cell.replace(/[\s\u00a0]+/g, " ").trim(); });
    });
  }

  function Grid(form) {
    this.form = form;
    this.table = form.querySelector("table.grid");
    this.status = form.querySelector("[data-grid-status]");
    this.queue = [];
    this.saving = null;
    this.leaving = false;
    this.undo = null;
    this.quiet = false; /* true while faults are taken away: removing what has the focus also "leaves" the row */
    var grid = this;
    this.rows().forEach(function (row) { grid.remember(row); });
    this.total();
    form.addEventListener("keydown", function (event) { grid.key(event); });
    form.addEventListener("input", function (event) { grid.typed(event.target); });
    form.addEventListener("change", function (event) { grid.ticked(event.target); });
    form.addEventListener("paste", function (event) { grid.paste(event); });
    form.addEventListener("focusin", function (event) { grid.enter(event.target); });
    form.addEventListener("focusout", function (event) { grid.leave(event); });
    form.addEventListener("click", function (event) { grid.click(event); });
    form.addEventListener("submit", function () { grid.leaving = true; });
    window.addEventListener("beforeunload", function (event) {
      if (grid.leaving || !grid.isUnsaved()) return;
      event.preventDefault();
      event.returnValue = "";
    });
    window.addEventListener("online", function () { grid.saveAll(null); });
  }

  Grid.prototype.word = function (name, values) {
    return filled(this.form.getAttribute("data-word-" + name) || "", values || {});
  };

  /* --- where things are ------------------------------------------------------------------------------------------ */
  Grid.prototype.rows = function () {
    return Array.from(this.table.querySelectorAll("tr[data-row]"));
  };

  Grid.prototype.shownRows = function () {
    return this.rows().filter(function (row) { return row.getClientRects().length > 0; });
  };

  Grid.prototype.cells = function (row) {
    return Array.from(row.querySelectorAll("[data-field]"));
  };

  Grid.prototype.cell = function (row, field) {
    return this.cells(row).find(function (each) { return each.getAttribute("data-field") === field; }) || null;
  };

  Grid.prototype.faultsRow = function (row) {
    var next = row.nextElementSibling;
    return next && next.classList.contains("row-faults") ? next : null;
  };

  Grid.prototype.rowOf = function (element) {
    var row = element.closest("tr");
    if (row && row.classList.contains("row-faults")) row = row.previousElementSibling;
    return row && row.hasAttribute("data-row") ? row : null;
  };

  function writable(cell) {
    return !cell.readOnly && !cell.disabled;
  }

  /* --- what was saved, what is not --------------------------------------------------------------------------------- */
  Grid.prototype.remember = function (row) {
    this.cells(row).forEach(function (cell) { cell.savedValue = cell.value; });
  };

  Grid.prototype.changed = function (row) {
    return this.cells(row).some(function (cell) { return cell.value !== cell.savedValue; });
  };

  Grid.prototype.isUnsaved = function () {
    var grid = this;
    return this.saving !== null || this.queue.length > 0 || this.rows().some(function (row) {
      return grid.changed(row) || row.classList.contains("unsaved");
    });
  };

  Grid.prototype.mark = function (row) {
    var changed = this.changed(row);
    row.classList.toggle("unsaved", changed);
    this.state(row, changed ? this.word("unsaved") : "", "");
  };

  Grid.prototype.state = function (row, text, kind) {
    var place = row.querySelector("[data-state]");
    if (!place) return;
    var said = place.querySelector(".said");
    if (!said) {
      said = document.createElement("span");
      place.prepend(said);
    }
    said.className = "said " + kind;
    said.textContent = text;
  };

  /* the line under the grid: what was just done (with its undo, until one types on), then how the whole stands */
  Grid.prototype.part = function (name) {
    var part = this.status.querySelector("." + name);
    if (!part) {
      part = document.createElement("span");
      part.className = name;
      this.status.append(part, " ");
    }
    return part;
  };

  Grid.prototype.say = function (text, undo) {
    if (!this.status) return;
    var act = this.part("act");
    act.textContent = text;
    this.undo = undo || null;
    if (undo) act.append(" ", this.button("data-undo", this.word("undo")));
  };

  Grid.prototype.count = function () {
    if (!this.status) return;
    this.part("act");
    var unsaved = this.rows().filter(function (row) { return row.classList.contains("unsaved"); }).length;
    this.part("tally").textContent = unsaved ? this.word("left", { rows: write(unsaved) }) : this.word("allsaved");
  };

  /* --- totals ------------------------------------------------------------------------------------------------------- */
  function terms(expression) {
    return expression.trim().split(/\s+/).map(function (term) {
      var parts = term.split("*");
      return { field: parts[0], factor: parts.length > 1 ? Number(parts[1]) : 1 };
    });
  }

  Grid.prototype.sum = function (row, expression) {
    var grid = this;
    var any = false;
    var sum = 0;
    terms(expression).forEach(function (term) {
      var cell = grid.cell(row, term.field);
      var number = cell ? read(cell.value) : null;
      if (number === null || Number.isNaN(number)) return;
      any = true;
      sum += number * term.factor;
    });
    return any ? sum : null;
  };

  Grid.prototype.total = function () {
    var grid = this;
    var rows = this.rows();
    rows.forEach(function (row) {
      row.querySelectorAll("[data-sum]").forEach(function (place) {
        var sum = grid.sum(row, place.getAttribute("data-sum"));
        place.textContent = sum === null ? "" : write(sum);
      });
    });
    this.form.querySelectorAll("[data-total]").forEach(function (place) {
      var part = place.getAttribute("data-in");
      var total = rows.reduce(function (soFar, row) {
        if (part && row.getAttribute("data-group") !== part) return soFar;
        return soFar + (grid.sum(row, place.getAttribute("data-total")) || 0);
      }, 0);
      if (place.hasAttribute("data-left-of")) {
        var whole = grid.form.elements[place.getAttribute("data-left-of")];
        var toGive = whole ? read(whole.value) : null;
        place.textContent = toGive === null || Number.isNaN(toGive) ? "–" : write(toGive - total);
      } else if (place.hasAttribute("data-left")) place.textContent = write(Number(place.getAttribute("data-left")) - total);
      else if (place.hasAttribute("data-share-of")) place.textContent = writeShare(total, Number(place.getAttribute("data-share-of")));
      else place.textContent = write(total);
    });
  };

  /* --- keys ------------------------------------------------------------------------------------------------------------- */
  Grid.prototype.enter = function (cell) {
    if (!cell.hasAttribute("data-field")) return;
    cell.enteredValue = cell.value;
    if (cell.select && cell.tagName === "INPUT") cell.select();
  };

  Grid.prototype.go = function (cell, down, right) {
    var rows = this.shownRows();
    var row = this.rowOf(cell);
    var next = null;
    if (down) {
      var field = cell.getAttribute("data-field");
      for (var at = rows.indexOf(row) + down; at >= 0 && at < rows.length && !next; at += down) {
        var under = this.cell(rows[at], field);
        if (under && !under.disabled) next = under;
      }
    } else {
      var cells = this.cells(row).filter(function (each) { return !each.disabled; });
      next = cells[cells.indexOf(cell) + right] || null;
    }
    if (next) next.focus();
    return next !== null;
  };

  Grid.prototype.key = function (event) {
    var cell = event.target;
    if (!cell.hasAttribute || !cell.hasAttribute("data-field")) return;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (!this.go(cell, event.shiftKey ? -1 : 1, 0)) this.save(this.rowOf(cell));
      return;
    }
    if (event.key === "Escape") {
      if (cell.value === cell.enteredValue) return;
      event.preventDefault();
      cell.value = cell.enteredValue;
      if (cell.select) cell.select();
      this.typed(cell);
      return;
    }
    if (cell.tagName !== "INPUT" || event.shiftKey) return;
    if (event.key === "F2") {
      event.preventDefault();
      cell.setSelectionRange(cell.value.length, cell.value.length);
      return;
    }
    var all = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    var caret = cell.selectionStart === cell.selectionEnd ? cell.selectionStart : -1;
    var moved = false;
    if (event.key === "ArrowDown") moved = this.go(cell, 1, 0) || true;
    else if (event.key === "ArrowUp") moved = this.go(cell, -1, 0) || true;
    else if (event.key === "ArrowLeft" && (all || caret === 0)) moved = this.go(cell, 0, -1);
    else if (event.key === "ArrowRight" && (all || caret === cell.value.length)) moved = this.go(cell, 0, 1);
    if (moved) event.preventDefault();
  };

  Grid.prototype.typed = function (cell) {
    if (!cell.hasAttribute("data-field")) return;
    var row = this.rowOf(cell);
    if (this.undo) this.say(""); /* taking the paste back would now take this back too */
    this.clearFault(row, cell);
    this.mark(row);
    this.total();
  };

  /* --- paste ---------------------------------------------------------------------------------------------------------------- */
  Grid.prototype.paste = function (event) {
    var cell = event.target;
    if (!cell.hasAttribute("data-field") || !event.clipboardData) return;
    var text = event.clipboardData.getData("text/plain");
    var block = parseBlock(text);
    if (block.length === 1 && block[0].length === 1) return;
    event.preventDefault();
    var grid = this;
    var rows = this.shownRows().filter(function (row) { return grid.cell(row, cell.getAttribute("data-field")); });
    var first = rows.indexOf(this.rowOf(cell));
    var column = this.cells(rows[first]).indexOf(cell);
    var before = [];
    var touched = [];
    var outside = 0;
    block.forEach(function (values, down) {
      var row = rows[first + down];
      var cells = row ? grid.cells(row) : [];
      values.forEach(function (value, right) {
        var target = cells[column + right];
        if (!target || !writable(target)) {
          if (value !== "") outside += 1;
          return;
        }
        before.push({ cell: target, value: target.value });
        target.value = value;
        grid.clearFault(row, target);
        if (touched.indexOf(row) < 0) touched.push(row);
      });
    });
    touched.forEach(function (row) { grid.mark(row); });
    this.total();
    cell.select();
    var said = this.word("pasted", { cells: write(before.length), rows: write(touched.length) });
    if (outside) said += " " + this.word("outside", { cells: write(outside) });
    this.say(said, before);
    this.saveAll(this.rowOf(cell));
  };

  Grid.prototype.unpaste = function () {
    var grid = this;
    var rows = [];
    this.undo.forEach(function (each) {
      each.cell.value = each.value;
      var row = grid.rowOf(each.cell);
      if (rows.indexOf(row) < 0) rows.push(row);
      grid.clearFault(row, each.cell);
    });
    rows.forEach(function (row) { grid.mark(row); });
    this.total();
    this.say(this.word("unpasted", { cells: write(this.undo.length) }), null);
    this.saveAll(null);
  };

  Grid.prototype.click = function (event) {
    if (event.target.closest("[data-undo]") && this.undo) this.unpaste();
    var take = event.target.closest("[data-take]");
    if (take) this.takeTheirs(this.rowOf(take));
    var retry = event.target.closest("[data-retry]");
    if (retry) this.save(this.rowOf(retry));
  };

  /* --- faults: one row under the row they belong to, so that they stand at the cell at any width --------------------------------- */
  Grid.prototype.clearFault = function (row, cell) {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
    cell.parentNode.classList.remove("bad", "doubt");
    var box = this.faultsRow(row);
    if (!box) return;
    var field = cell.getAttribute("data-field");
    box.querySelectorAll("[data-for='" + field + "'], [data-for=''], .doubts").forEach(function (line) { line.remove(); });
    if (!box.querySelector("p, label")) box.remove();
  };

  Grid.prototype.clearFaults = function (row) {
    var grid = this;
    var box = this.faultsRow(row);
    var hadFocus = box !== null && box.contains(document.activeElement);
    this.quiet = true;
    this.cells(row).forEach(function (cell) { grid.clearFault(row, cell); });
    if (this.faultsRow(row)) this.faultsRow(row).remove();
    this.quiet = false;
    if (hadFocus) this.cells(row).find(writable).focus();
  };

  Grid.prototype.faultsBox = function (row, kind) {
    var box = this.faultsRow(row);
    if (box) return box.querySelector(".faults");
    box = document.createElement("tr");
    box.className = "row-faults" + (kind ? " " + kind : "");
    var wide = document.createElement("td");
    wide.colSpan = row.cells.length;
    var inner = document.createElement("div");
    inner.className = "faults";
    inner.setAttribute("role", "alert");
    wide.append(inner);
    box.append(wide);
    row.after(box);
    return inner;
  };

  Grid.prototype.showFaults = function (row, answer) {
    var grid = this;
    var errors = answer.errors || {};
    var asking = !answer.conflict && !Object.keys(errors).length;
    var box = this.faultsBox(row, asking ? "asking" : "");
    Object.keys(errors).forEach(function (field) {
      var line = document.createElement("p");
      line.className = "fault";
      line.id = "fault-" + row.getAttribute("data-row") + "-" + (field || "row");
      line.setAttribute("data-for", field);
      line.textContent = errors[field];
      box.append(line);
      var cell = grid.cell(row, field);
      if (!cell) return;
      cell.parentNode.classList.add("bad");
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", line.id);
    });
    if (answer.conflict) {
      var line = document.createElement("p");
      line.className = "fault";
      line.setAttribute("data-for", "");
      line.append(answer.conflict + " ");
      if (answer.values) line.append(this.button("data-take", this.word("take")));
      box.append(line);
    } else if (asking) {
      box.append(this.doubtBox(row, answer.doubts || []));
    }
  };

  Grid.prototype.button = function (mark, text) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.setAttribute(mark, "");
    button.textContent = text;
    return button;
  };

  Grid.prototype.doubtBox = function (row, doubts) {
    var all = document.createElement("div");
    all.className = "doubts";
    doubts.forEach(function (sentence) {
      var line = document.createElement("p");
      line.className = "doubt-line";
      line.textContent = sentence;
      all.append(line);
    });
    var label = document.createElement("label");
    var tick = document.createElement("input");
    tick.type = "checkbox";
    tick.name = row.getAttribute("data-row") + "-confirmed";
    tick.value = "1";
    tick.setAttribute("data-confirm", "");
    label.append(tick, this.word("sure"));
    all.append(label);
    return all;
  };

  Grid.prototype.ticked = function (element) {
    if (element.hasAttribute("data-confirm") && element.checked) this.save(this.rowOf(element));
    else if (element.tagName === "SELECT") this.typed(element);
  };

  Grid.prototype.takeTheirs = function (row) {
    var theirs = row.theirValues || {};
    var grid = this;
    Object.keys(theirs).forEach(function (field) {
      var cell = grid.cell(row, field);
      if (cell) { cell.value = theirs[field]; cell.savedValue = cell.value; }
    });
    this.clearFaults(row);
    this.mark(row);
    this.total();
    var first = this.cells(row).find(writable);
    if (first) first.focus();
  };

  /* --- saving: one row at a time, in the order they were left ------------------------------------------------------------------------ */
  Grid.prototype.leave = function (event) {
    var row = this.rowOf(event.target);
    if (!row || this.quiet) return;
    var to = event.relatedTarget;
    if (to && this.form.contains(to) && this.rowOf(to) === row) return;
    if (this.changed(row)) this.save(row);
  };

  Grid.prototype.saveAll = function (except) {
    var grid = this;
    this.rows().forEach(function (row) {
      if (row !== except && grid.changed(row)) grid.save(row);
    });
  };

  Grid.prototype.save = function (row) {
    if (!row || !row.getAttribute("data-save-url")) return;
    var box = this.faultsRow(row);
    var confirmed = box && box.querySelector("[data-confirm]:checked");
    if (!this.changed(row) && !confirmed) return;
    if (this.queue.indexOf(row) < 0) this.queue.push(row);
    this.next();
  };

  Grid.prototype.body = function (row) {
    var body = new URLSearchParams();
    [row, this.faultsRow(row)].forEach(function (part) {
      if (!part) return;
      part.querySelectorAll("input[name], select[name], textarea[name]").forEach(function (control) {
        if (control.disabled || (control.type === "checkbox" && !control.checked)) return;
        body.append(control.name, control.value);
      });
    });
    return body;
  };

  Grid.prototype.next = function () {
    if (this.saving || !this.queue.length) return;
    var grid = this;
    var row = this.queue.shift();
    var sent = this.cells(row).map(function (cell) { return { cell: cell, value: cell.value }; });
    var token = this.form.querySelector("[name=csrfmiddlewaretoken]");
    this.saving = row;
    this.state(row, this.word("saving"), "");
    fetch(row.getAttribute("data-save-url"), {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": token ? token.value : "" },
      body: this.body(row)
    }).then(function (response) {
      if (response.type === "opaqueredirect") throw new Error("signed-out");
      if ([200, 409, 422].indexOf(response.status) < 0) throw new Error(response.status === 403 ? "expired" : "failed");
      return response.json().then(function (answer) { grid.answered(row, sent, response.status, answer); });
    }).catch(function (error) {
      var known = ["signed-out", "expired", "failed"].indexOf(error.message) >= 0;
      grid.unsaved(row, grid.word(known ? error.message : "offline"));
    }).then(function () {
      grid.saving = null;
      grid.next();
    });
  };

  Grid.prototype.unsaved = function (row, why) {
    row.classList.add("unsaved");
    this.state(row, this.word("unsaved"), "fault");
    this.clearFaults(row);
    var line = document.createElement("p");
    line.className = "fault";
    line.setAttribute("data-for", "");
    line.append(why + " ", this.button("data-retry", this.word("retry")));
    this.faultsBox(row).append(line);
  };

  Grid.prototype.answered = function (row, sent, status, answer) {
    var saved = status === 200 && !Object.keys(answer.errors || {}).length && !(answer.doubts || []).length && !answer.conflict;
    if ("version" in answer) {
      var version = row.querySelector("[data-version]");
      if (version) version.value = answer.version;
    }
    var opened = row.querySelector("[data-opened]");
    if (opened && "opened" in answer) opened.value = answer.opened;
    this.clearFaults(row);
    if (!saved) {
      row.classList.add("unsaved");
      this.acceptTheirs(row, answer.theirs || {});
      row.theirValues = answer.values || null;
      this.showFaults(row, answer);
      this.state(row, this.word(answer.conflict || Object.keys(answer.errors || {}).length ? "wrong" : "doubt"), answer.doubts && answer.doubts.length ? "warn-word" : "fault");
    } else {
      this.settle(row, sent, answer);
    }
    this.total();
    this.count();
  };

  Grid.prototype.acceptTheirs = function (row, theirs) {
    var grid = this;
    Object.keys(theirs).forEach(function (field) {
      var cell = grid.cell(row, field);
      if (!cell) return;
      if (cell.value === cell.savedValue) cell.value = theirs[field]; /* else: typed on while it was being saved */
      cell.savedValue = theirs[field];
    });
  };

  Grid.prototype.settle = function (row, sent, answer) {
    var values = answer.values || {};
    sent.forEach(function (each) {
      var field = each.cell.getAttribute("data-field");
      each.cell.savedValue = each.value;
      if (each.cell.value !== each.value) return; /* typed on while it was being saved */
      if (field in values && document.activeElement !== each.cell) each.cell.value = values[field] === null ? "" : String(values[field]);
      each.cell.savedValue = each.cell.value;
    });
    this.mark(row);
    if (!this.changed(row)) this.state(row, answer.said || this.word("saved"), "saved");
  };

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-grid]").forEach(function (form) { new Grid(form); });
  });
})();
