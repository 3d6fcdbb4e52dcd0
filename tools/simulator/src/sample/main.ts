#!/usr/bin/env node
import { writeSample } from './write-sample.js';

await writeSample();
