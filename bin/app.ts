import { synthesize } from '../lib/app';

synthesize();
