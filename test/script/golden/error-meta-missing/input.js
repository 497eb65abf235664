const files = ["a"];
return files;
