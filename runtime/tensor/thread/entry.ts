import { HANDLERS } from './handlers.js';
import { serve } from './serve.js';

serve(HANDLERS);
