/* The card: Stripe's Payment Element on the pay page only. The browser never decides whether money moved; the return page asks. */
const pay = document.getElementById("pay");
const say = (words) => {
  const place = document.getElementById("pay-problem");
  place.textContent = words;
  place.hidden = !words;
  if (words) place.focus();
};
const DECLINED = "Your card was declined. Try another card or call your bank. You have not been charged";
const UNREACHED = "We could not reach the bank. Nothing was charged. Try again";
const WORDS = {
  card_declined: DECLINED,
  payment_intent_authentication_failure: "Your bank needs to confirm it is you",
  api_connection_error: UNREACHED,
};

if (pay && window.Stripe) {
  const stripe = window.Stripe(pay.dataset.key);
  const elements = stripe.elements({
    clientSecret: pay.dataset.secret,
    fonts: [{ family: "Figtree", src: `url(${pay.dataset.font})`, weight: "300 900" }],
    appearance: {
      variables: {
        fontFamily: "Figtree, sans-serif", fontSizeBase: "17px", borderRadius: "4px",
        colorPrimary: "#1D3B2F", colorText: "#12211B", colorTextSecondary: "#4A5952",
        colorBackground: "#FFFFFF", colorDanger: "#A3242B", borderColor: "#7E8B84",
      },
    },
  });
  elements.create("payment").mount("#payment-element");
  const button = pay.querySelector("button[type=submit]");
  const words = button.textContent;
  pay.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.textContent = "Paying";
    say("");
    try {
      const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: pay.dataset.back } });
      if (error) say(error.type === "validation_error" ? error.message : WORDS[error.code] || WORDS[error.type] || error.message || DECLINED);
    } catch (problem) {
      say(UNREACHED);
    }
    button.disabled = false;
    button.textContent = words;
  });
} else if (pay) {
  say("The card form did not load. Reload the page, or ask us for a payment link.");
}
