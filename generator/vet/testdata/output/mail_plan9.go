package app

// typesealDecodeOne is a name that another build declares.
func typesealDecodeOne() {}
