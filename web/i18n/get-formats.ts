import 'server-only';
import { getLocale } from 'next-intl/server';
import { type Formats, formatsOf } from '../ui/format.ts';

/** Numbers and times in the reader's language, for what is async on the server. */
export const getFormats = async (): Promise<Formats> => formatsOf(await getLocale());
