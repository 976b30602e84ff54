// The card fields. Runs inside the stand-in's own iframe: what is typed here never reaches the page around it.
"use strict";

(function () {
  var fields = ["number", "expiry", "cvc", "zip"];
  var inputs = {};
  fields.forEach(function (name) { inputs[name] = document.getElementById("card-" + name); });
  var form = document.getElementById("card-form");
  var announce = document.getElementById("announce");
  var brandLabel = document.getElementById("card-brand");
  var host = null; // origin of the page around us, learnt from its first message
  var channel = new URLSearchParams(location.search).get("channel");
  var key = "";

  var VARIABLES = ["colorPrimary", "colorBackground", "colorText", "colorTextSecondary", "colorTextPlaceholder",
    "colorDanger", "borderRadius", "borderColor", "fontFamily", "fontSizeBase", "gridRowSpacing"];

  function digits(text) { return text.replace(/\D/g, ""); }

  function brand(number) {
    if (/^3[47]/.test(number)) return "amex";
    if (/^4/.test(number)) return "visa";
    if (/^(5[1-5]|2[2-7])/.test(number)) return "mastercard";
    if (/^(6011|65|64[4-9])/.test(number)) return "discover";
    return "unknown";
  }

  var NAMES = { amex: "Amex", visa: "Visa", mastercard: "Mastercard", discover: "Discover", unknown: "" };

  function luhn(number) {
    var sum = 0;
    for (var i = 0; i < number.length; i += 1) {
      var digit = Number(number[number.length - 1 - i]) * (i % 2 ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  }

  function expiry() {
    var typed = digits(inputs.expiry.value);
    if (typed.length === 6) typed = typed.slice(0, 2) + typed.slice(4); // MM / YYYY, as browsers fill it in
    return { complete: typed.length === 4, month: Number(typed.slice(0, 2)), year: 2000 + Number(typed.slice(2)) };
  }

  // Each problem: [code, message] in Stripe's words, or null.
  var problems = {
    number: function () {
      var number = digits(inputs.number.value);
      var length = brand(number) === "amex" ? 15 : 16;
      if (number.length < length) return ["incomplete_number", "Your card number is incomplete."];
      return luhn(number) ? null : ["invalid_number", "Your card number is invalid."];
    },
    expiry: function () {
      var date = expiry();
      var now = new Date();
      if (!date.complete) return ["incomplete_expiry", "Your card's expiration date is incomplete."];
      if (date.month < 1 || date.month > 12) return ["invalid_expiry_month", "Your card's expiration date is invalid."];
      if (date.year * 12 + date.month < now.getFullYear() * 12 + now.getMonth() + 1) {
        return ["invalid_expiry_year_past", "Your card's expiration year is in the past."];
      }
      return null;
    },
    cvc: function () {
      var length = brand(digits(inputs.number.value)) === "amex" ? 4 : 3;
      return digits(inputs.cvc.value).length < length ? ["incomplete_cvc", "Your card's security code is incomplete."] : null;
    },
    zip: function () {
      return inputs.zip.value.trim().length < 3 ? ["incomplete_zip", "Your ZIP code is incomplete."] : null;
    }
  };

  function show(name, problem) {
    var input = inputs[name];
    document.getElementById("card-" + name + "-error").textContent = problem ? problem[1] : "";
    if (problem) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }

  function tell(type, more) {
    if (host === null) return;
    parent.postMessage(Object.assign({ standin: channel, type: type }, more || {}), host);
  }

  function state() {
    var complete = fields.every(function (name) { return problems[name]() === null; });
    var empty = fields.every(function (name) { return inputs[name].value === ""; });
    return { complete: complete, empty: empty, collapsed: false, value: { type: "card" } };
  }

  function resized() { tell("height", { height: Math.ceil(form.getBoundingClientRect().height) + 8 }); }

  function format(name) {
    var input = inputs[name];
    var atEnd = input.selectionStart === input.value.length; // reformatting in the middle would move the caret
    if (name === "number") {
      var number = digits(input.value).slice(0, 19);
      brandLabel.textContent = NAMES[brand(number)];
      var groups = brand(number) === "amex" ? /^(\d{0,4})(\d{0,6})(\d{0,5})/ : /^(\d{0,4})(\d{0,4})(\d{0,4})(\d{0,4})(\d{0,3})/;
      if (atEnd) input.value = number.match(groups).slice(1).filter(Boolean).join(" ");
    } else if (name === "expiry" && atEnd) {
      var typed = digits(input.value).slice(0, 6);
      if (/^[2-9]/.test(typed)) typed = "0" + typed;
      input.value = typed.length > 2 ? typed.slice(0, 2) + " / " + typed.slice(2) : typed;
    } else if (name === "cvc" && atEnd) {
      input.value = digits(input.value).slice(0, 4);
    }
  }

  function check() {
    var first = null;
    fields.forEach(function (name) {
      var problem = problems[name]();
      show(name, problem);
      if (problem && !first) first = { name: name, problem: problem };
    });
    resized();
    if (!first) { announce.textContent = ""; return null; }
    inputs[first.name].focus();
    announce.textContent = first.problem[1];
    return { type: "validation_error", code: first.problem[0], message: first.problem[1] };
  }

  function tokenize(request) {
    var date = expiry();
    var body = new URLSearchParams({
      "type": "card",
      "card[number]": digits(inputs.number.value),
      "card[exp_month]": String(date.month),
      "card[exp_year]": String(date.year),
      "card[cvc]": digits(inputs.cvc.value),
      "billing_details[address][postal_code]": inputs.zip.value.trim()
    });
    Object.keys(request.billing || {}).forEach(function (name) { body.set(name, request.billing[name]); });
    return fetch("/v1/payment_methods", {
      method: "POST",
      headers: { "Authorization": "Bearer " + key },
      body: body
    }).then(function (answer) { return answer.json(); }).then(function (answer) {
      if (!answer.error) return { paymentMethod: answer.id };
      var at = { "card[number]": "number", "card[exp_month]": "expiry", "card[exp_year]": "expiry", "card[cvc]": "cvc" }[answer.error.param];
      if (at) { show(at, [answer.error.code, answer.error.message]); inputs[at].focus(); resized(); }
      return { error: answer.error };
    }, function () {
      return { error: { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Check your internet connection and try again." } };
    });
  }

  function style(appearance) {
    var given = (appearance && appearance.variables) || {};
    VARIABLES.forEach(function (name) {
      if (typeof given[name] === "string") document.documentElement.style.setProperty("--" + name, given[name]);
    });
    resized();
  }

  // As with Stripe, the shop's fonts come from the shop, which must let other origins read them (CORS).
  function load(fonts) {
    (fonts || []).forEach(function (font) {
      if (!font.family || !/^url\(/.test(font.src || "")) return;
      new FontFace(font.family, font.src, { weight: font.weight || "400", style: font.style || "normal" }).load()
        .then(function (face) { document.fonts.add(face); resized(); }, function () { /* the next font of the list serves */ });
    });
  }

  var commands = {
    start: function (message) { key = message.key; load(message.fonts); style(message.appearance); tell("ready"); tell("change", state()); resized(); },
    style: function (message) { style(message.appearance); },
    focus: function () { inputs.number.focus(); },
    clear: function () {
      fields.forEach(function (name) { inputs[name].value = ""; show(name, null); });
      brandLabel.textContent = "";
      resized();
      tell("change", state());
    },
    disable: function (message) { fields.forEach(function (name) { inputs[name].disabled = message.disabled; }); },
    check: function (message) { tell("reply", { id: message.id, error: check() }); },
    tokenize: function (message) {
      var error = check();
      if (error) { tell("reply", { id: message.id, error: error }); return; }
      tokenize(message).then(function (outcome) { tell("reply", Object.assign({ id: message.id }, outcome)); });
    }
  };

  window.addEventListener("message", function (event) {
    if (event.source !== parent || !event.data || event.data.standin !== channel) return;
    if (host === null) host = event.origin;
    if (event.origin !== host || !Object.prototype.hasOwnProperty.call(commands, event.data.type)) return;
    commands[event.data.type](event.data);
  });

  fields.forEach(function (name) {
    inputs[name].addEventListener("input", function () {
      format(name);
      if (inputs[name].hasAttribute("aria-invalid")) show(name, problems[name]());
      resized();
      tell("change", state());
    });
    inputs[name].addEventListener("keydown", function (event) {
      if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); tell("enter"); }
    });
    inputs[name].addEventListener("focus", function () { tell("focus"); });
    inputs[name].addEventListener("blur", function () { tell("blur"); });
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  if ("ResizeObserver" in window) new ResizeObserver(resized).observe(form);

  parent.postMessage({ standin: channel, type: "loaded" }, "*"); // carries nothing
})();
