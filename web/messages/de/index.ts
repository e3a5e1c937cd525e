import common from './common.json' with { type: 'json' };

const messages = { common };
export default messages;
