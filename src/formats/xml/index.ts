export { makeXmlReader, readXml, type XmlHandler } from './read-xml.ts';
