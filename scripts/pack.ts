// Makes the packages as users get them, one tarball each: npm run pack [-- FOLDER]
import { resolve } from 'node:path'
import { packAll } from './tarballs.ts'

const [folder = 'out'] = process.argv.slice(2)
for (const { file } of packAll(resolve(folder))) console.log(file)
