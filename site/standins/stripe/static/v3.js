// In place of https://js.stripe.com/v3/: Stripe(pk) with the Payment Element. Development and tests only.
"use strict";

(function () {
  var ORIGIN = new URL(document.currentScript.src).origin;
  var count = 0;

  function failure(type, message, more) { return Object.assign({ type: type, message: message }, more || {}); }

  function wrong(message) { return new Error("IntegrationError: " + message); }

  function emitter(target) {
    var listeners = {};
    target.on = function (name, listener) { (listeners[name] = listeners[name] || []).push(listener); return target; };
    target.once = function (name, listener) {
      return target.on(name, function only(event) { target.off(name, only); listener(event); });
    };
    target.off = function (name, listener) {
      listeners[name] = (listeners[name] || []).filter(function (known) { return listener && known !== listener; });
      return target;
    };
    return function (name, event) {
      (listeners[name] || []).slice().forEach(function (listener) {
        listener(Object.assign({ elementType: "payment" }, event || {}));
      });
    };
  }

  // What the empty fields will need, so that the page does not jump when they appear.
  function initialHeight(appearance) {
    var size = parseFloat(((appearance || {}).variables || {}).fontSizeBase) || 16;
    return Math.round(315 + (size - 16) * 6.5) + "px";
  }

  function PaymentElement(key, appearance, fonts, options) {
    var element = {};
    var emit = emitter(element);
    var channel = "__privateStripeFrame" + (count += 1);
    var frame = null;
    var waiting = {};
    var asked = 0;
    var loaded = null;
    var load = null;
    element.options = options || {};

    function post(type, more) {
      frame.contentWindow.postMessage(Object.assign({ standin: channel, type: type }, more || {}), ORIGIN);
    }

    function heard(event) {
      if (!frame || event.source !== frame.contentWindow || event.origin !== ORIGIN) return;
      var message = event.data || {};
      if (message.standin !== channel) return;
      if (message.type === "loaded") post("start", { key: key, appearance: appearance, fonts: fonts });
      else if (message.type === "height") frame.style.height = message.height + "px";
      else if (message.type === "ready") { load(); emit("ready"); }
      else if (message.type === "change") emit("change", { complete: message.complete, empty: message.empty, collapsed: false, value: message.value });
      else if (message.type === "enter") { var around = frame.closest("form"); if (around) around.requestSubmit(); }
      else if (message.type === "focus" || message.type === "blur") emit(message.type);
      else if (message.type === "reply") { waiting[message.id](message); delete waiting[message.id]; }
    }

    element.mount = function (where) {
      var target = typeof where === "string" ? document.querySelector(where) : where;
      if (!target) throw wrong("The selector you specified (" + where + ") applies to no DOM elements that are currently on the page.");
      if (frame) throw wrong("This Element has already been mounted. Use `unmount()` to unmount the Element before re-mounting.");
      loaded = new Promise(function (resolve) { load = resolve; });
      window.addEventListener("message", heard);
      frame = document.createElement("iframe");
      frame.name = channel;
      frame.title = "Secure payment input frame";
      frame.setAttribute("allow", "payment *");
      frame.setAttribute("scrolling", "no");
      // element.style passes a strict style-src; a style attribute in markup would not.
      Object.assign(frame.style, { border: "0", display: "block", width: "calc(100% + 8px)", margin: "-4px", height: initialHeight(appearance), colorScheme: "light only" });
      frame.src = ORIGIN + "/v3/frame?channel=" + encodeURIComponent(channel);
      target.classList.add("StripeElement");
      target.replaceChildren(frame);
    };
    element.unmount = function () {
      if (!frame) return;
      window.removeEventListener("message", heard);
      frame.parentNode.classList.remove("StripeElement");
      frame.remove();
      frame = null;
    };
    element.destroy = element.unmount;
    element.update = function (changed) { Object.assign(element.options, changed || {}); if (frame) post("disable", { disabled: Boolean(element.options.readOnly) }); };
    element.focus = function () { if (frame) post("focus"); };
    element.blur = function () { if (frame) frame.blur(); };
    element.clear = function () { if (frame) post("clear"); };
    element.collapse = function () {};
    element.style = function (changed) { appearance = changed; if (frame) post("style", { appearance: changed }); };
    element.ask = function (type, more) {
      if (!frame) return Promise.reject(wrong("Please ensure the Element is mounted before using it."));
      return loaded.then(function () {
        return new Promise(function (resolve) {
          asked += 1;
          waiting[asked] = resolve;
          post(type, Object.assign({ id: asked }, more || {}));
        });
      });
    };
    return element;
  }

  function Elements(key, options) {
    var appearance = options.appearance;
    var payment = null;
    var elements = {};
    elements.clientSecret = options.clientSecret;
    elements.create = function (type, more) {
      if (type !== "payment") throw wrong("The stand-in has the payment Element only, not `" + type + "`.");
      if (payment) throw wrong("Can only create one Element of type payment.");
      payment = PaymentElement(key, appearance, options.fonts, more);
      return payment;
    };
    elements.getElement = function (type) { return type === "payment" ? payment : null; };
    elements.update = function (changed) {
      if (changed.appearance) { appearance = changed.appearance; if (payment) payment.style(appearance); }
    };
    elements.fetchUpdates = function () { return Promise.resolve({}); };
    elements.submit = function () {
      if (!payment) return Promise.reject(wrong("Create and mount a payment Element before calling elements.submit()."));
      return payment.ask("check").then(function (reply) {
        return reply.error ? { error: reply.error } : { selectedPaymentMethod: "card" };
      });
    };
    return elements;
  }

  function billing(details) {
    var flat = {};
    function put(prefix, value) {
      Object.keys(value || {}).forEach(function (name) {
        if (value[name] === null || value[name] === undefined || value[name] === "") return;
        if (typeof value[name] === "object") put(prefix + "[" + name + "]", value[name]);
        else flat[prefix + "[" + name + "]"] = String(value[name]);
      });
    }
    put("billing_details", details);
    return flat;
  }

  function kindOf(secret) {
    var match = /^((?:pi|seti)_[A-Za-z0-9]+)_secret_/.exec(secret || "");
    if (!match) throw wrong("Missing or malformed client secret: " + secret);
    var setup = match[1].indexOf("seti") === 0;
    return { id: match[1], setup: setup, name: setup ? "setup_intent" : "payment_intent", field: setup ? "setupIntent" : "paymentIntent" };
  }

  window.Stripe = function Stripe(key) {
    if (!/^pk_/.test(key || "")) throw wrong("Please call Stripe() with your publishable key. You used: " + (key ? "something else." : "an empty string."));

    function request(method, path, sent) {
      var url = ORIGIN + path + (method === "GET" ? "?" + new URLSearchParams(sent) : "");
      var options = { method: method, headers: { "Authorization": "Bearer " + key } };
      if (method === "POST") options.body = new URLSearchParams(sent);
      return fetch(url, options).then(function (answer) { return answer.json(); }, function () {
        return { error: failure("api_connection_error", "We are experiencing issues connecting to our payments provider. You have not been charged. Please check your internet connection and try again.") };
      });
    }

    function go(url) { window.location.assign(url); return new Promise(function () {}); } // the page is leaving

    function redirect(kind, intent, secret, returnUrl, status) {
      var url = new URL(returnUrl, window.location.href);
      url.searchParams.set(kind.name, intent.id);
      url.searchParams.set(kind.name + "_client_secret", secret);
      url.searchParams.set("redirect_status", status);
      return go(url.href);
    }

    function finish(kind, answer, secret, returnUrl, always) {
      var result = {};
      if (answer.error) return { error: answer.error };
      if (answer.status === "requires_action" && answer.next_action && answer.next_action.redirect_to_url) return go(answer.next_action.redirect_to_url.url);
      if (always) return redirect(kind, answer, secret, returnUrl, answer.status === "requires_action" ? "pending" : "succeeded");
      result[kind.field] = answer;
      return result;
    }

    function confirm(wanted, options) {
      var secret = options.clientSecret || (options.elements && options.elements.clientSecret);
      var kind = kindOf(secret);
      var parameters = options.confirmParams || {};
      var always = options.redirect !== "if_required";
      if (kind.name !== wanted) throw wrong("The client secret belongs to a " + kind.name + ", not to a " + wanted + ".");
      if (always && !parameters.return_url) throw wrong("Please provide a `confirmParams.return_url`, or set `redirect: 'if_required'`.");
      var element = options.elements && options.elements.getElement("payment");
      var details = (parameters.payment_method_data || {}).billing_details;
      var method = element
        ? element.ask("tokenize", { billing: billing(details) })
        : Promise.resolve({ paymentMethod: parameters.payment_method });
      return method.then(function (chosen) {
        if (chosen.error) return { error: chosen.error };
        var sent = { client_secret: secret };
        if (chosen.paymentMethod) sent.payment_method = chosen.paymentMethod;
        if (parameters.return_url) sent.return_url = new URL(parameters.return_url, window.location.href).href;
        ["receipt_email"].forEach(function (name) { if (parameters[name]) sent[name] = parameters[name]; });
        return request("POST", "/v1/" + kind.name + "s/" + kind.id + "/confirm", sent).then(function (answer) {
          return finish(kind, answer, secret, parameters.return_url, always);
        });
      });
    }

    function retrieve(secret) {
      var kind = kindOf(secret);
      return request("GET", "/v1/" + kind.name + "s/" + kind.id, { client_secret: secret }).then(function (answer) {
        var result = {};
        result[kind.field] = answer;
        return answer.error ? { error: answer.error } : result;
      });
    }

    function attempt(work) { // like Stripe.js, misuse is a rejected promise, not an exception
      return function (argument) { return new Promise(function (resolve) { resolve(work(argument)); }); };
    }

    return {
      elements: function (options) {
        kindOf((options || {}).clientSecret);
        return Elements(key, options);
      },
      confirmPayment: attempt(function (options) { return confirm("payment_intent", options); }),
      confirmSetup: attempt(function (options) { return confirm("setup_intent", options); }),
      retrievePaymentIntent: attempt(retrieve),
      retrieveSetupIntent: attempt(retrieve),
      handleNextAction: attempt(function (options) {
        return retrieve(options.clientSecret).then(function (found) {
          var intent = found.paymentIntent || found.setupIntent;
          return intent && intent.next_action ? go(intent.next_action.redirect_to_url.url) : found;
        });
      }),
      registerAppInfo: function () {}
    };
  };
  window.Stripe.version = 3;
})();
