import { folderBeside } from '../template/folder.ts';

/** The folder of the statements. */
export const templates = folderBeside(import.meta.url, 'templates');
