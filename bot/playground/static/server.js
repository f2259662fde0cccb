// Talking to the stand-in: news by long polling, deeds by POST.

export async function news(me, since, signal) {
  const response = await fetch(`playground/state?as=${encodeURIComponent(me)}&since=${since}`, { signal });
  if (!response.ok) throw new Error(`state: ${response.status}`);
  return response.json();
}

// What the page says to a person whose Slack has this locale.
export async function spoken(locale) {
  const response = await fetch(`playground/words?locale=${encodeURIComponent(locale)}`);
  if (!response.ok) throw new Error(`words: ${response.status}`);
  return response.json();
}

// Hand a file over; a message may name it then.
export async function attach(me, name, content, more = {}) {
  const query = new URLSearchParams({ as: me, name, ...more });
  try {
    const response = await fetch(`playground/attach?${query}`, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: content });
    return response.ok ? (await response.json()).file : null;
  } catch {
    return null;
  }
}

export async function deed(name, given) {
  try {
    const response = await fetch(`playground/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    if (!response.ok) return { ok: false, failure: "refused", status: response.status };
    return await response.json();
  } catch {
    return { ok: false, failure: "stopped" };
  }
}
