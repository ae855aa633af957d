import { bert4rec } from '@org/bert4rec';
