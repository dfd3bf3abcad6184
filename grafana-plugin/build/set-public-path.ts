// The first module of every entry: tells webpack's loader where the lazy chunks are.
import amdModule from 'amd-module';
import app from '../src/plugin.json';
import { publicPathOf } from './public-path.js';

__webpack_public_path__ = publicPathOf(amdModule.uri ?? '', app.id);
