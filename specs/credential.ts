// What of a text nobody may see: passwords and signatures in addresses. Every message, excerpt and diff goes through here,
// so that what an author should not have written does not travel further than the file.

/** Half-open range of UTF-16 offsets. */
interface Place {
  readonly start: number;
  readonly end: number;
}

const MASK = "***";

/**
 * An address in running text: scheme, login, place, query. A password ends at the last `@`, whatever stands before it, because
 * people write theirs as they are; but what follows the colon of a port is none.
 */
const ADDRESS =
  /([a-z][a-z0-9+.-]{0,30}:\/\/)(?:([^\s/?#"`@:]*)(:(?!\d+(?:[/?#"'`\s]|$))[^\s"`]*)@|([^\s/?#"`@:]*)((?::[^\s/?#"`]*)?)@)?([^\s?#"'`]*)(\?[^\s"'`]*|#[^\s"'`]*=[^\s"'`]*)?/gi;

/** `host=… password=…`, as the client of PostgreSQL reads it. */
const SETTING = /\b(?:password|passwd|pwd)=([^\s"'`;&]+)/gi;

/** Parameters of a query that open what the address names. */
const KEY =
  /[?&#](?:[\w.-]*(?:signature|token|secret|password|passwd|pwd|api[_-]?key|credential)|sig|key|auth|code)=[^&#\s]/i;

/** A user without a password is a name for a database, and a token for a web server. */
const isWeb = (scheme: string): boolean => /^https?:/i.test(scheme);

/** Whether whoever reads the text has what opens something. */
export function holdsCredential(text: string): boolean {
  for (const { groups } of addressesIn(text))
    if (groups.password !== "" || (groups.user !== "" && isWeb(groups.scheme)) || KEY.test(groups.query)) return true;
  return text.search(SETTING) >= 0;
}

export const hideCredentials = (text: string): string => maskCredentials(text).text;

/** The text without them, and where an offset of the text stands in it. */
export function maskCredentials(text: string): { readonly text: string; readonly moved: (offset: number) => number } {
  const places = credentialsIn(text);
  if (places.length === 0) return { text, moved: (offset) => offset };
  let shown = "";
  let at = 0;
  for (const { start, end } of places) {
    shown += text.slice(at, start) + MASK;
    at = end;
  }
  const moved = (offset: number): number => {
    let shift = 0;
    for (const { start, end } of places) {
      if (offset <= start) break;
      if (offset < end) return start + shift;
      shift += MASK.length - (end - start);
    }
    return offset + shift;
  };
  return { text: shown + text.slice(at), moved };
}

/** Without overlaps, in the order of the text. */
function credentialsIn(text: string): readonly Place[] {
  const found: Place[] = [];
  for (const { start, groups } of addressesIn(text)) {
    const { scheme, user, password, query } = groups;
    const login = start + scheme.length;
    if (password !== "") found.push({ start: login + user.length + 1, end: login + user.length + password.length });
    else if (user !== "" && isWeb(scheme)) found.push({ start: login, end: login + user.length });
    const end = start + groups.length;
    if (query !== "") found.push({ start: end - query.length + 1, end });
  }
  const hidden = (offset: number): boolean => found.some(({ start, end }) => start <= offset && offset < end);
  for (const match of text.matchAll(SETTING)) {
    const end = match.index + match[0].length;
    const start = end - match[1]!.length;
    if (!hidden(start) && !hidden(end - 1)) found.push({ start, end });
  }
  return found.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
}

interface Address {
  readonly start: number;
  readonly groups: {
    readonly scheme: string;
    readonly user: string;
    /** With its colon; empty without one. */
    readonly password: string;
    /** With its sign; empty without one. */
    readonly query: string;
    readonly length: number;
  };
}

function* addressesIn(text: string): Generator<Address> {
  if (!text.includes("://")) return;
  for (const match of text.matchAll(ADDRESS)) {
    const [whole, scheme = "", user, password, otherUser, otherPassword, , query = ""] = match;
    const groups = {
      scheme,
      user: user ?? otherUser ?? "",
      password: [password, otherPassword].find((one) => one !== undefined && one !== ":") ?? "",
      query,
      length: whole.length,
    };
    yield { start: match.index, groups };
  }
}
