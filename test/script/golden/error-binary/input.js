�PNG

���IHDR����
