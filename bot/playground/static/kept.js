// What this tab of the browser keeps over a reload, as Slack does: where one was, and what one had begun to write.

export function keptPlace() {
  return JSON.parse(sessionStorage.getItem("place") ?? "{}");
}

export function keepPlace({ channelId, tab, threadTs }) {
  sessionStorage.setItem("place", JSON.stringify({ channelId, tab, threadTs }));
}

export function draft(box) {
  return sessionStorage.getItem(`draft ${box}`) ?? "";
}

export function keepDraft(box, text) {
  try {
    if (text) sessionStorage.setItem(`draft ${box}`, text);
    else sessionStorage.removeItem(`draft ${box}`);
  } catch {
    // More than a browser keeps: what was kept before would be wrong by now.
    sessionStorage.removeItem(`draft ${box}`);
  }
}
