// Passkeys and security keys. A form says with data-passkey what to ask the browser for: "create" a key, "get" a
// proof of one that the account has, or "login" with any. The answer goes into its field "credential".

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create(options, alone) {
  const asked = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    },
  };
  const made = await navigator.credentials.create({ publicKey: asked });
  return {
    ...common(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const asked = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
  };
  const proof = await navigator.credentials.get({ publicKey: asked });
  const { clientDataJSON, authenticatorData, signature, userHandle } = proof.response;
  return {
    ...common(proof),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

function common(credential) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function asked(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

async function run(form) {
  const written = JSON.parse(document.getElementById("passkey-data")?.textContent ?? "{}");
  if (form.dataset.passkey === "create") {
    return create(written.creation_options.publicKey, Boolean(form.elements.passwordless?.checked));
  }
  return get((written.request_options ?? (await asked(form))).publicKey);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  const error = form.querySelector("[data-passkey-error]");
  // A passkey belongs to a name; where the site has an address of numbers only, there can be none.
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(location.hostname)) {
    button.hidden = true;
    continue;
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    error.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await run(form));
      form.submit();
    } catch {
      // Said no, took too long, no such key: the browser has told why.
      error.hidden = false;
      button.disabled = false;
    }
  });
}
