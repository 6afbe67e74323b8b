/* Buttons [data-copy="id of a field"]: copy its text and say so ([data-copied]). Without a script the field can be
   selected by hand; the buttons stay hidden. Fields [data-select] select themselves when entered. */
(function () {
  "use strict";
  function byHand(field) {
    field.focus();
    field.select();
    return document.execCommand && document.execCommand("copy");
  }

  function copy(field) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(field.value);
    return byHand(field) ? Promise.resolve() : Promise.reject(new Error("refused"));
  }

  function offer(button) {
    var field = document.getElementById(button.getAttribute("data-copy"));
    var label = button.textContent;
    if (!field || !button.hidden) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      copy(field).then(function () {
        button.textContent = button.getAttribute("data-copied");
        if (window.face) window.face.announce(button.textContent);
        window.setTimeout(function () { button.textContent = label; }, 4000);
      }, function () {
        field.focus();
        field.select();
      });
    });
  }

  function ready() {
    document.querySelectorAll("[data-copy]").forEach(offer);
  }
  ready();
  document.addEventListener("htmx:afterSettle", ready);
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("[data-select]")) event.target.select();
  });
})();
