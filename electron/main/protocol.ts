/** The page's own scheme. Nothing else is ever loaded. */
export const scheme = 'incidence';
export const pageOrigin = `${scheme}://app`;
export const pageUrl = `${pageOrigin}/`;
/** The screen in front of the patient. */
export const fixationUrl = `${pageOrigin}/fixation`;
/** What asks for the passphrase, before there is a studio. */
export const passphraseUrl = `${pageOrigin}/passphrase`;

/** A real origin, as trustworthy as https, that may `fetch` itself; nothing beyond that. */
export const schemePrivileges = { standard: true, secure: true, supportFetchAPI: true } as const;

/**
 * Answers `incidence://app/…`: the studio's pictures first, then the built page's files. Any other host, any other
 * method and any unknown path gets no content; a failure is logged and says nothing of itself to the page.
 */
export function answerPage(options: {
  pictures(request: Request): Promise<Response | null>;
  page(path: string): Promise<Response | null>;
  unexpected(error: unknown, during: string): string;
}): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      const url = new URL(request.url);
      if (url.protocol !== `${scheme}:` || url.host !== 'app') return empty(404);
      if (request.method !== 'GET') return empty(405);
      return (await options.pictures(request)) ?? (await options.page(url.pathname)) ?? empty(404);
    } catch (error) {
      options.unexpected(error, 'page');
      return empty(500);
    }
  };
}

function empty(status: number): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } });
}
