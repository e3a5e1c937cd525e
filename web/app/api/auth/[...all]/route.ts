import { withAuth } from '../../../../auth/auth.ts';

const handle = (request: Request): Promise<Response> => withAuth((auth) => auth.handler(request));

export { handle as GET, handle as POST };
