"use strict";
// The digits typed here stay on this page: the server is told which trial card was chosen, never its number.
const form = document.forms.pay;
const cards = new Map([...document.querySelectorAll("[data-card]")].map((b) => [b.dataset.card, b]));
const digits = (text) => text.replace(/[٠-٩]/g, (c) => c.charCodeAt(0) - 0x660).replace(/\D/g, "");
const card = document.getElementById("card");
const fault = document.getElementById("fault");

card.addEventListener("input", () => {
  card.value = digits(card.value).slice(0, 16).replace(/(.{4})(?=.)/g, "$1 ");
  fault.textContent = "";
});
for (const [number, button] of cards) {
  button.addEventListener("click", () => {
    card.value = number.replace(/(.{4})(?=.)/g, "$1 ");
    document.getElementById("until").value = "01/30";
    document.getElementById("cvv").value = "123";
    fault.textContent = "";
    document.getElementById("agree").focus();
  });
}
form.addEventListener("submit", (event) => {
  const chosen = cards.get(digits(card.value));
  if (!chosen) {
    event.preventDefault();
    fault.textContent = form.dataset.unknown;
    card.focus();
    return;
  }
  form.elements.namedItem("case").value = chosen.dataset.case;
  document.getElementById("go").disabled = true;
});
