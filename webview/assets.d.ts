/** Style sheets are bundled beside the script that names them; importing one yields nothing. */
declare module '*.css';
