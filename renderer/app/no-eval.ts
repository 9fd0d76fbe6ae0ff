import { z } from 'zod';

// The page's content security policy forbids compiling code at run time; zod must not even try.
z.config({ jitless: true });
