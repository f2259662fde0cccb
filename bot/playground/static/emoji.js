// The names that bots and people use most. A name that is not here stays as it was written, with its colons.

const NAMES = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", eyes: "👀", pray: "🙏", clap: "👏", raised_hands: "🙌",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎",
  no_entry: "⛔", no_entry_sign: "🚫", stop_sign: "🛑", octagonal_sign: "🛑", warning: "⚠️", rotating_light: "🚨", exclamation: "❗",
  heavy_exclamation_mark: "❗", question: "❓", grey_question: "❔", information_source: "ℹ️", bulb: "💡", fire: "🔥", boom: "💥",
  red_circle: "🔴", large_red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", large_red_square: "🟥", large_green_square: "🟩",
  envelope: "✉️", email: "✉️", "e-mail": "📧", incoming_envelope: "📨", envelope_with_arrow: "📩", mailbox: "📫", mailbox_closed: "📪",
  mailbox_with_mail: "📬", outbox_tray: "📤", inbox_tray: "📥", postbox: "📮", package: "📦", lock: "🔒", unlock: "🔓", key: "🔑",
  closed_lock_with_key: "🔐", shield: "🛡️", mag: "🔍", mag_right: "🔎", link: "🔗", paperclip: "📎", memo: "📝", pencil: "✏️",
  clipboard: "📋", page_facing_up: "📄", books: "📚", book: "📖", bookmark: "🔖", label: "🏷️", file_folder: "📁", wastebasket: "🗑️",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock1: "🕐", repeat: "🔁",
  arrows_counterclockwise: "🔄", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", leftwards_arrow_with_hook: "↩️",
  gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", toolbox: "🧰", robot_face: "🤖", computer: "💻", desktop_computer: "🖥️",
  satellite: "📡", satellite_antenna: "📡", globe_with_meridians: "🌐", chart_with_upwards_trend: "📈", bar_chart: "📊", bell: "🔔",
  no_bell: "🔕", speech_balloon: "💬", thought_balloon: "💭", busts_in_silhouette: "👥", bust_in_silhouette: "👤",
  technologist: "🧑‍💻", sleeping: "😴", smile: "😄", slightly_smiling_face: "🙂", grinning: "😀", joy: "😂", thinking_face: "🤔",
  sob: "😭", tada: "🎉", sparkles: "✨", star: "⭐", rocket: "🚀", heart: "❤️", ghost: "👻", zap: "⚡", construction: "🚧",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", gb: "🇬🇧", us: "🇺🇸", fr: "🇫🇷", "flag-fr": "🇫🇷", "flag-gb": "🇬🇧", "flag-us": "🇺🇸",
  small_red_triangle: "🔺", small_blue_diamond: "🔹", small_orange_diamond: "🔸", heavy_minus_sign: "➖", heavy_plus_sign: "➕",
  raised_hand: "✋", point_right: "👉", hospital: "🏥", ambulance: "🚑", seedling: "🌱", snail: "🐌", turtle: "🐢", shrug: "🤷",
};

export function emoji(name, unicode = "") {
  if (unicode) return unicode.split("-").map((code) => String.fromCodePoint(parseInt(code, 16))).join("");
  return Object.hasOwn(NAMES, name) ? NAMES[name] : `:${name}:`;
}

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => (Object.hasOwn(NAMES, name) ? NAMES[name] : whole));
}
