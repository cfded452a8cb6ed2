/** The link to the desk in the newest draft mail, or undefined when no mail has one. */
export function findDeskLink(texts: readonly string[]): string | undefined {
  for (const text of [...texts].reverse()) {
    const found = /https?:\/\/\S+\/open\/\d+\?key=[\w.-]+/.exec(text);
    if (found) return found[0];
  }
  return undefined;
}

/** What a person with a browser does with the link of the mail: open it, read the desk, and press a button there. */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  private page = { url: '', html: '' };

  /** `reach` is how it gets to an address: another way than fetch where names must be resolved by hand. */
  constructor(private readonly reach: typeof fetch = fetch) {}

  /** Follows a link as a browser does, redirects and cookies included; returns the page. */
  async open(link: string): Promise<string> {
    const html = await this.follow(link, {});
    // A browser is asked once whether a person sits at it.
    const gate = /action="(\/desk\/\d+\/unlock)"/.exec(html)?.[1];
    return gate ? this.submit(gate, { word: 'edit' }) : html;
  }

  /** Sends the form that posts to `action` with its hidden fields and what the person filled in. */
  async submit(action: string, filled: Record<string, string>): Promise<string> {
    const fields = hiddenFields(this.page.html, action);
    const { origin } = new URL(this.page.url);
    return this.follow(new URL(action, this.page.url).href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, ...filled }),
      headers: { origin },
    });
  }

  /** The cookies held, as a browser sends them. */
  cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private async follow(link: string, request: RequestInit): Promise<string> {
    const cookie = this.cookieHeader();
    const headers = { ...(request.headers as Record<string, string>), ...(cookie && { cookie }) };
    const answer = await this.reach(link, { ...request, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const cut = pair.indexOf('=');
      this.cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    const next = answer.headers.get('location');
    if (next) return this.follow(new URL(next, link).href, {});
    const html = await answer.text();
    if (!answer.ok) throw new Error(`${request.method ?? 'GET'} ${new URL(link).pathname} answered ${answer.status}.`);
    this.page = { url: link, html };
    return html;
  }
}

function hiddenFields(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((part) => part.includes(`action="${action}"`));
  if (!form) throw new Error(`The desk has no form for ${action}.`);
  const fields: Record<string, string> = {};
  for (const [input] of form.slice(0, form.indexOf('</form>')).matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    const value = /value="([^"]*)"/.exec(input)?.[1];
    if (name) fields[name] = value ?? '';
  }
  return fields;
}
