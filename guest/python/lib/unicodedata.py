from array import array

__all__ = [
    "bidirectional",
    "category",
    "combining",
    "decimal",
    "decomposition",
    "digit",
    "east_asian_width",
    "is_normalized",
    "lookup",
    "mirrored",
    "name",
    "normalize",
    "numeric",
    "unidata_version",
]

# The tables hold what all versions since 13.0 agree upon, for the scripts and symbols that are
# met most; for other characters the functions raise NotImplementedError.
unidata_version = "15.0.0"

# Where a category begins: the distance to the one before, and its name. LC: Lu and Ll in turn.
_CATEGORIES = (
    "0.Cc 20.Zs 1.Po 3.Sc 1.Po 3.Ps 1.Pe 1.Po 1.Sm 1.Po 1.Pd 1.Po 2.Nd a.Po 2.Sm 3.Po 2.Lu "
    "1a.Ps 1.Po 1.Pe 1.Sk 1.Pc 1.Sk 1.Ll 1a.Ps 1.Sm 1.Pe 1.Sm 1.Cc 21.Zs 1.Po 1.Sc 4.So 1.Po "
    "1.Sk 1.So 1.Lo 1.Pi 1.Sm 1.Cf 1.So 1.Sk 1.So 1.Sm 1.No 2.Sk 1.Ll 1.Po 2.Sk 1.No 1.Lo 1.Pf "
    "1.No 3.Po 1.Lu 17.Sm 1.Lu 7.Ll 18.Sm 1.Ll 8.LC 38.Ll 1.LC 10.Ll 1.LC 2f.LC 6.Ll 2.Lu 1.LC "
    "5.Lu 1.Ll 1.Lu 3.Ll 2.Lu 4.Ll 1.Lu 2.Ll 1.Lu 3.Ll 3.Lu 2.Ll 1.Lu 1.LC 7.LC 4.Ll 1.Lu 1.Ll "
    "1.Lu 2.Ll 1.Lu 2.LC 5.Lu 1.Ll 2.Lo 1.Lu 1.Ll 3.Lo 4.Lu 1.Lt 1.Ll 1.Lu 1.Lt 1.Ll 1.Lu 1.Lt "
    "1.Ll 1.LC 10.Ll 1.LC 12.Ll 1.Lu 1.Lt 1.Ll 1.Lu 1.Ll 1.Lu 2.LC 3c.Ll 6.Lu 2.Ll 1.Lu 2.Ll "
    "2.Lu 1.Ll 1.Lu 3.LC a.Ll 44.Lo 1.Ll 1b.Lm 12.Sk 4.Lm c.Sk e.Lm 5.Sk 7.Lm 1.Sk 1.Lm 1.Sk "
    "11.Mn 70.LC 4.Lm 1.Sk 1.Lu 1.Ll 1.?? 2.Lm 1.Ll 3.Po 1.Lu 1.?? 4.Sk 2.Lu 1.Po 1.Lu 3.?? "
    "1.Lu 1.?? 1.Lu 2.Ll 1.Lu 11.?? 1.Lu 9.Ll 23.Lu 1.Ll 2.Lu 3.Ll 3.LC 18.Ll 4.Lu 1.Ll 1.Sm "
    "1.Lu 1.Ll 1.Lu 2.Ll 2.Lu 33.Ll 30.LC 22.So 1.Mn 5.Me 2.LC 37.LC e.Ll 1.LC 60.?? a0.Lo "
    "1b.?? 36.Lo 1f.Lm 1.Lo a.?? 17b5.LC 96.Ll 8.LC 62.?? 100.Zs b.Cf 5.Pd 6.Po 2.Pi 1.Pf 1.Ps "
    "1.Pi 2.Pf 1.Ps 1.Pi 1.Po 8.Zl 1.Zp 1.Cf 5.Zs 1.Po 9.Pi 1.Pf 1.Po 4.Pc 2.Po 3.Sm 1.Ps 1.Pe "
    "1.Po b.Sm 1.Po 1.Pc 1.Po a.Zs 1.Cf 5.?? 1.Cf a.No 1.Lm 1.?? 2.No 6.Sm 3.Ps 1.Pe 1.Lm 1.No "
    "a.Sm 3.Ps 1.Pe 1.?? 1.Lm d.?? 3.Sc 20.?? 40.So 2.Lu 1.So 4.Lu 1.So 2.Ll 1.Lu 3.Ll 2.Lu "
    "3.Ll 1.So 1.Lu 1.So 2.Sm 1.Lu 5.So 6.Lu 1.So 1.Lu 1.So 1.Lu 1.So 1.Lu 4.So 1.Ll 1.Lu 4.Ll "
    "1.Lo 4.Ll 1.So 2.Ll 2.Lu 2.Sm 5.Lu 1.Ll 4.So 1.Sm 1.So 2.Ll 1.So 1.No 10.Nl 23.Lu 1.Ll "
    "1.Nl 4.No 1.So 2.?? 4.Sm 5.So 5.Sm 2.So 4.Sm 1.So 2.Sm 1.So 2.Sm 1.So 7.Sm 1.So 1f.Sm 2.So "
    "2.Sm 1.So 1.Sm 1.So 1f.Sm 10c.So 8.Ps 1.Pe 1.Ps 1.Pe 1.So 14.Sm 2.So 7.Ps 1.Pe 1.So 51.Sm "
    "1.So 1e.Sm 19.So 28.Sm 6.So 1e.?? 60.No 3c.So 4e.No 16.So b7.Sm 1.So 9.Sm 1.So 36.Sm 8.So "
    "6f.Sm 1.So f8.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.No "
    "1e.So 2c.?? 340.So 30.Sm 15.So 2.Sm 6.So 13.?? 4a0.Zs 1.Po 3.So 1.Lm 1.Lo 1.Nl 1.Ps 1.Pe "
    "1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.So 2.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Ps 1.Pe 1.Pd "
    "1.Ps 1.Pe 2.So 1.Nl 9.Mn 4.Mc 2.Pd 1.Lm 5.So 2.Nl 3.Lm 1.Lo 1.Po 1.So 2.?? 1.Lo 56.?? 2.Mn "
    "2.Sk 2.Lm 2.Lo 1.Pd 1.Lo 5a.Po 1.Lm 3.Lo 1.?? 300.Lo 19c0.?? 40.Lo 51fd.?? c03.Lo 2ba4.?? "
    "235c.Ll 7.?? 3fa.Po 3.Sc 1.Po 3.Ps 1.Pe 1.Po 1.Sm 1.Po 1.Pd 1.Po 2.Nd a.Po 2.Sm 3.Po 2.Lu "
    "1a.Ps 1.Po 1.Pe 1.Sk 1.Pc 1.Sk 1.Ll 1a.Ps 1.Sm 1.Pe 1.Sm 1.Ps 1.Pe 1.Po 1.Ps 1.Pe 1.Po "
    "2.Lo a.Lm 1.Lo 2d.Lm 2.?? f360.So fb.Sk 5.So 2d8.?? 8.So d.?? 3.So d.?? 3.So 74.?? c.So "
    "59.?? 7.So c.?? 14.So c.?? 4.So 38.?? 8.So a.?? 6.So 28.?? 8.So 1e.?? 2.So 2.?? 4e.So "
    "79.?? 1.So 52.?? 1.So 87.?? c.So e.?? 2.So 5.?? 3.So 3.?? 5.So 7.?? 9.So 19.?? 7.So 7.?? "
    "9.So 3.?? d.So 7.??"
)

# The same for the widths.
_WIDTHS = (
    "0.N 20.Na 5f.N 22.A 1.Na 2.A 1.Na 2.A 2.N 1.A 1.N 1.Na 1.A 2.Na 1.A 5.N 1.A 5.N 1.A 4.N "
    "6.A 1.N 9.A 1.N 6.A 2.N 5.A 4.N 4.A 1.N 1.A 3.N 1.A 2.N 2.A 1.N 1.A 2.N 3.A 4.N 1.A 1.N "
    "1.A 1.N 2.A 1.N f.A 1.N 1.A 1.N 7.A 1.N a.A 2.N 3.A 1.N 5.A 3.N 4.A 1.N 6.A 4.N 1.A 1.N "
    "3.A 4.N 1.A 1.N 4.A 2.N 12.A 2.N 3.A 1.N 62.A 1.N 1.A 1.N 1.A 1.N 1.A 1.N 1.A 1.N 1.A 1.N "
    "1.A 1.N 1.A 1.N 74.A 1.N f.A 1.N 62.A 1.N 2.A 1.N 1.A 3.N 1.A 1.N 2.A 1.N 7.A 4.N 1.A 1.N "
    "1.A 1.N 20.A 70.N 8.?? 2.N 6.?? 4.N 7.?? 1.N 1.?? 1.N 3.A 11.?? 1.A 7.N 7.A 11.N 1.A 7.N "
    "37.A 1.N e.A 40.N 1.A 1.N de.?? a0.N 1b.?? 36.N 2a.?? 17b5.N 100.?? 100.N 10.A 1.N 2.A 4.N "
    "1.A 2.N 2.A 2.N 2.A 3.N 1.A 4.N 8.A 1.N 1.A 2.N 1.A 1.N 5.A 1.N 2.A 1.N 26.?? 1.N c.?? 2.A "
    "1.N a.A 1.N 1.A 4.N a.?? 1.N d.?? 3.N 9.H 1.N 2.A 1.N 13.?? 40.N 3.A 1.N 1.A 1.N 3.A 1.N "
    "9.A 1.N 2.A 1.N a.A 2.N 3.A 1.N 4.A 1.N 27.A 2.N 6.A 4.N 1.A c.N 4.A a.N f.A 1.N 2.?? 4.A "
    "a.N 1e.A 2.N 18.A 1.N 1.A 1.N 12.A 1.N 18.A 1.N 1.A 2.N 3.A 2.N 2.A 1.N 3.A 1.N 1.A 1.N "
    "3.A 1.N 4.A 1.N 2.A 4.N 2.A 1.N 1.A 1.N 1.A 6.N 1.A 1.N 5.A 4.N 4.A 2.N a.A 1.N 3.A 1.N "
    "5.A 1.N d.A 2.N 2.A 4.N 2.A 2.N 2.A 2.N 12.A 2.N 2.A 2.N d.A 1.N 3.A 1.N b.A 1.N 19.A 1.N "
    "52.A 1.N 7.W 2.N d.W 2.N be.W 4.N 3.W 1.N 2.W 1.N c.?? 60.A 8a.N 1.A 61.N 4.A 24.N c.A "
    "10.N 2.A 4.N a.A 2.N 1.A 7.N 8.A 2.N 2.A 2.N 4.A 2.N 2.A 2.N 4.A 3.N 2.A 1.N 2.A 4.N 10.A "
    "4.N 9.A 1.N d.W 2.N 6.A 2.N 2.A 1.N 4.A 2.N 4.W 2.N 6.A 1.N 1.A 1.N 21.A 1.N 1.A 1.N 5.W "
    "c.N c.A 2.N 1.A 3.N 1.A 4.N 1.A 2.N 1.A 1.N f.W 1.N 13.W 1.N a.A 2.N 1.W 1.N 8.W 2.N 11.W "
    "2.A 1.N 4.W 2.A 8.W 1.A 5.W 1.A d.N 1.A 1.N 4.A 2.W 1.A 7.W 2.A 1.W 1.A 4.W 1.A 2.W 1.A "
    "2.N 5.W 1.N 4.W 2.N 1c.W 1.N 14.A 1.N e.W 1.N 1.W 1.N 4.W 3.N 1.W 1.N 1e.A a.N 15.W 3.N "
    "18.W 1.N e.W 1.?? 340.N 1b.W 2.N 33.W 1.N 4.W 1.A 4.N 6.?? 4a0.F 1.W 3e.N 1.?? 1.W 56.?? "
    "2.W 67.?? 300.W 19c0.?? 40.W 51fd.?? c03.W 2ba4.?? 235c.N 7.?? 3fa.F 60.H 3f.?? f360.W "
    "21.N c.W 9.N 1.W 46.N 1.W 16.N c.W 2b.N 4.W 5.N c.W 11.N 3.W 1.N 3.W 47.N 1.W 1.N 1.W bb.N "
    "2.W 3f.N d.W 4.N 1.W 18.N 12.W 1.N 1a.W 2.N d.W 1.N 56.W 55.N 30.W 46.N 6.W 1.N 3.W 3.N "
    "2.W 3.?? 8.N b.W 2.?? 3.N 4.W 9.?? 3.N 74.?? c.N 59.?? 7.W c.?? 14.N c.?? 4.N 38.?? 8.N "
    "a.?? 6.N 28.?? 8.N 1e.?? 2.N 2.?? 4e.N c.W 2f.N 1.W a.N 1.W 32.?? 1.W 52.?? 1.W 33.N 54.?? "
    "c.N e.?? 2.W 5.?? 3.W 3.?? 5.W 7.?? 9.W 19.?? 7.W 7.?? 9.W 3.?? d.W 7.??"
)

# Combining classes.
_CLASSES = (
    "1:334-338 8:3099-309a 202:321-322,327-328 216:31b 218:302a "
    "220:316-319,31c-320,323-326,329-333,339-33c,347-349,34d-34e,353-356,359-35a 222:302d "
    "224:302e-302f 228:302b 230:300-314,33d-344,346,34a-34c,350-352,357,35b,363-36f,483-487 "
    "232:315,31a,358,302c 233:35c,35f,362 234:35d-35e,360-361 240:345"
)

# Each mark, and the characters that it makes of others.
_COMPOSED = (
    "+300 41=c0 45=c8 49=cc 4f=d2 55=d9 61=e0 65=e8 69=ec 6f=f2 75=f9 dc=1db fc=1dc 4e=1f8 "
    "6e=1f9 415=400 418=40d 435=450 438=45d 112=1e14 113=1e15 14c=1e50 14d=1e51 57=1e80 77=1e81 "
    "c2=1ea6 e2=1ea7 102=1eb0 103=1eb1 ca=1ec0 ea=1ec1 d4=1ed2 f4=1ed3 1a0=1edc 1a1=1edd "
    "1af=1eea 1b0=1eeb 59=1ef2 79=1ef3 +301 41=c1 45=c9 49=cd 4f=d3 55=da 59=dd 61=e1 65=e9 "
    "69=ed 6f=f3 75=fa 79=fd 43=106 63=107 4c=139 6c=13a 4e=143 6e=144 52=154 72=155 53=15a "
    "73=15b 5a=179 7a=17a dc=1d7 fc=1d8 47=1f4 67=1f5 c5=1fa e5=1fb c6=1fc e6=1fd d8=1fe f8=1ff "
    "308=344 a8=385 391=386 395=388 397=389 399=38a 39f=38c 3a5=38e 3a9=38f 3ca=390 3b1=3ac "
    "3b5=3ad 3b7=3ae 3b9=3af 3cb=3b0 3bf=3cc 3c5=3cd 3c9=3ce 3d2=3d3 413=403 41a=40c 433=453 "
    "43a=45c c7=1e08 e7=1e09 112=1e16 113=1e17 cf=1e2e ef=1e2f 4b=1e30 6b=1e31 4d=1e3e 6d=1e3f "
    "d5=1e4c f5=1e4d 14c=1e52 14d=1e53 50=1e54 70=1e55 168=1e78 169=1e79 57=1e82 77=1e83 "
    "c2=1ea4 e2=1ea5 102=1eae 103=1eaf ca=1ebe ea=1ebf d4=1ed0 f4=1ed1 1a0=1eda 1a1=1edb "
    "1af=1ee8 1b0=1ee9 +302 41=c2 45=ca 49=ce 4f=d4 55=db 61=e2 65=ea 69=ee 6f=f4 75=fb 43=108 "
    "63=109 47=11c 67=11d 48=124 68=125 4a=134 6a=135 53=15c 73=15d 57=174 77=175 59=176 79=177 "
    "5a=1e90 7a=1e91 1ea0=1eac 1ea1=1ead 1eb8=1ec6 1eb9=1ec7 1ecc=1ed8 1ecd=1ed9 +303 41=c3 "
    "4e=d1 4f=d5 61=e3 6e=f1 6f=f5 49=128 69=129 55=168 75=169 56=1e7c 76=1e7d c2=1eaa e2=1eab "
    "102=1eb4 103=1eb5 45=1ebc 65=1ebd ca=1ec4 ea=1ec5 d4=1ed6 f4=1ed7 1a0=1ee0 1a1=1ee1 "
    "1af=1eee 1b0=1eef 59=1ef8 79=1ef9 +304 41=100 61=101 45=112 65=113 49=12a 69=12b 4f=14c "
    "6f=14d 55=16a 75=16b dc=1d5 fc=1d6 c4=1de e4=1df 226=1e0 227=1e1 c6=1e2 e6=1e3 1ea=1ec "
    "1eb=1ed d6=22a f6=22b d5=22c f5=22d 22e=230 22f=231 59=232 79=233 418=4e2 438=4e3 423=4ee "
    "443=4ef 47=1e20 67=1e21 1e36=1e38 1e37=1e39 1e5a=1e5c 1e5b=1e5d +306 41=102 61=103 45=114 "
    "65=115 47=11e 67=11f 49=12c 69=12d 4f=14e 6f=14f 55=16c 75=16d 423=40e 418=419 438=439 "
    "443=45e 416=4c1 436=4c2 410=4d0 430=4d1 415=4d6 435=4d7 228=1e1c 229=1e1d 1ea0=1eb6 "
    "1ea1=1eb7 +307 43=10a 63=10b 45=116 65=117 47=120 67=121 49=130 5a=17b 7a=17c 41=226 "
    "61=227 4f=22e 6f=22f 42=1e02 62=1e03 44=1e0a 64=1e0b 46=1e1e 66=1e1f 48=1e22 68=1e23 "
    "4d=1e40 6d=1e41 4e=1e44 6e=1e45 50=1e56 70=1e57 52=1e58 72=1e59 53=1e60 73=1e61 15a=1e64 "
    "15b=1e65 160=1e66 161=1e67 1e62=1e68 1e63=1e69 54=1e6a 74=1e6b 57=1e86 77=1e87 58=1e8a "
    "78=1e8b 59=1e8e 79=1e8f 17f=1e9b +308 41=c4 45=cb 49=cf 4f=d6 55=dc 61=e4 65=eb 69=ef "
    "6f=f6 75=fc 79=ff 59=178 399=3aa 3a5=3ab 3b9=3ca 3c5=3cb 3d2=3d4 415=401 406=407 435=451 "
    "456=457 410=4d2 430=4d3 4d8=4da 4d9=4db 416=4dc 436=4dd 417=4de 437=4df 418=4e4 438=4e5 "
    "41e=4e6 43e=4e7 4e8=4ea 4e9=4eb 42d=4ec 44d=4ed 423=4f0 443=4f1 427=4f4 447=4f5 42b=4f8 "
    "44b=4f9 48=1e26 68=1e27 d5=1e4e f5=1e4f 16a=1e7a 16b=1e7b 57=1e84 77=1e85 58=1e8c 78=1e8d "
    "74=1e97 +309 41=1ea2 61=1ea3 c2=1ea8 e2=1ea9 102=1eb2 103=1eb3 45=1eba 65=1ebb ca=1ec2 "
    "ea=1ec3 49=1ec8 69=1ec9 4f=1ece 6f=1ecf d4=1ed4 f4=1ed5 1a0=1ede 1a1=1edf 55=1ee6 75=1ee7 "
    "1af=1eec 1b0=1eed 59=1ef6 79=1ef7 +30a 41=c5 61=e5 55=16e 75=16f 77=1e98 79=1e99 +30b "
    "4f=150 6f=151 55=170 75=171 423=4f2 443=4f3 +30c 43=10c 63=10d 44=10e 64=10f 45=11a 65=11b "
    "4c=13d 6c=13e 4e=147 6e=148 52=158 72=159 53=160 73=161 54=164 74=165 5a=17d 7a=17e 41=1cd "
    "61=1ce 49=1cf 69=1d0 4f=1d1 6f=1d2 55=1d3 75=1d4 dc=1d9 fc=1da 47=1e6 67=1e7 4b=1e8 6b=1e9 "
    "1b7=1ee 292=1ef 6a=1f0 48=21e 68=21f +30f 41=200 61=201 45=204 65=205 49=208 69=209 4f=20c "
    "6f=20d 52=210 72=211 55=214 75=215 474=476 475=477 +311 41=202 61=203 45=206 65=207 49=20a "
    "69=20b 4f=20e 6f=20f 52=212 72=213 55=216 75=217 +31b 4f=1a0 6f=1a1 55=1af 75=1b0 +323 "
    "42=1e04 62=1e05 44=1e0c 64=1e0d 48=1e24 68=1e25 4b=1e32 6b=1e33 4c=1e36 6c=1e37 4d=1e42 "
    "6d=1e43 4e=1e46 6e=1e47 52=1e5a 72=1e5b 53=1e62 73=1e63 54=1e6c 74=1e6d 56=1e7e 76=1e7f "
    "57=1e88 77=1e89 5a=1e92 7a=1e93 41=1ea0 61=1ea1 45=1eb8 65=1eb9 49=1eca 69=1ecb 4f=1ecc "
    "6f=1ecd 1a0=1ee2 1a1=1ee3 55=1ee4 75=1ee5 1af=1ef0 1b0=1ef1 59=1ef4 79=1ef5 +324 55=1e72 "
    "75=1e73 +325 41=1e00 61=1e01 +326 53=218 73=219 54=21a 74=21b +327 43=c7 63=e7 47=122 "
    "67=123 4b=136 6b=137 4c=13b 6c=13c 4e=145 6e=146 52=156 72=157 53=15e 73=15f 54=162 74=163 "
    "45=228 65=229 44=1e10 64=1e11 48=1e28 68=1e29 +328 41=104 61=105 45=118 65=119 49=12e "
    "69=12f 55=172 75=173 4f=1ea 6f=1eb +32d 44=1e12 64=1e13 45=1e18 65=1e19 4c=1e3c 6c=1e3d "
    "4e=1e4a 6e=1e4b 54=1e70 74=1e71 55=1e76 75=1e77 +32e 48=1e2a 68=1e2b +330 45=1e1a 65=1e1b "
    "49=1e2c 69=1e2d 55=1e74 75=1e75 +331 42=1e06 62=1e07 44=1e0e 64=1e0f 4b=1e34 6b=1e35 "
    "4c=1e3a 6c=1e3b 4e=1e48 6e=1e49 52=1e5e 72=1e5f 54=1e6e 74=1e6f 5a=1e94 7a=1e95 68=1e96 "
    "+338 2190=219a 2192=219b 2194=21ae 21d0=21cd 21d4=21ce 21d2=21cf 2203=2204 2208=2209 "
    "220b=220c 2223=2224 2225=2226 223c=2241 2243=2244 2245=2247 2248=2249 3d=2260 2261=2262 "
    "224d=226d 3c=226e 3e=226f 2264=2270 2265=2271 2272=2274 2273=2275 2276=2278 2277=2279 "
    "227a=2280 227b=2281 2282=2284 2283=2285 2286=2288 2287=2289 22a2=22ac 22a8=22ad 22a9=22ae "
    "22ab=22af 227c=22e0 227d=22e1 2291=22e2 2292=22e3 22b2=22ea 22b3=22eb 22b4=22ec 22b5=22ed "
    "+653 627=622 +654 627=623 648=624 64a=626 +655 627=625 +3099 304b=304c 304d=304e 304f=3050 "
    "3051=3052 3053=3054 3055=3056 3057=3058 3059=305a 305b=305c 305d=305e 305f=3060 3061=3062 "
    "3064=3065 3066=3067 3068=3069 306f=3070 3072=3073 3075=3076 3078=3079 307b=307c 3046=3094 "
    "309d=309e 30ab=30ac 30ad=30ae 30af=30b0 30b1=30b2 30b3=30b4 30b5=30b6 30b7=30b8 30b9=30ba "
    "30bb=30bc 30bd=30be 30bf=30c0 30c1=30c2 30c4=30c5 30c6=30c7 30c8=30c9 30cf=30d0 30d2=30d3 "
    "30d5=30d6 30d8=30d9 30db=30dc 30a6=30f4 30ef=30f7 30f0=30f8 30f1=30f9 30f2=30fa 30fd=30fe "
    "+309a 306f=3071 3072=3074 3075=3077 3078=307a 307b=307d 30cf=30d1 30d2=30d4 30d5=30d7 "
    "30d8=30da 30db=30dd"
)

# Characters that only stand for another one.
_SINGLES = (
    "340=300 341=301 343=313 374=2b9 37e=3b 387=b7 2000=2002 2001=2003 2126=3a9 212a=4b 212b=c5 "
    "2329=3008 232a=3009"
)

# Characters of their own that look like others.
_COMPATIBLE = (
    "a0=20 a8=20+308 aa=61 af=20+304 b2=32 b3=33 b4=20+301 b5=3bc b8=20+327 b9=31 ba=6f "
    "bc=31+2044+34 bd=31+2044+32 be=33+2044+34 132=49+4a 133=69+6a 13f=4c+b7 140=6c+b7 "
    "149=2bc+6e 17f=73 1c4=44+17d 1c5=44+17e 1c6=64+17e 1c7=4c+4a 1c8=4c+6a 1c9=6c+6a 1ca=4e+4a "
    "1cb=4e+6a 1cc=6e+6a 1f1=44+5a 1f2=44+7a 1f3=64+7a 2b0=68 2b1=266 2b2=6a 2b3=72 2b4=279 "
    "2b5=27b 2b6=281 2b7=77 2b8=79 2d8=20+306 2d9=20+307 2da=20+30a 2db=20+328 2dc=20+303 "
    "2dd=20+30b 2e0=263 2e1=6c 2e2=73 2e3=78 2e4=295 37a=20+345 384=20+301 3d0=3b2 3d1=3b8 "
    "3d2=3a5 3d5=3c6 3d6=3c0 3f0=3ba 3f1=3c1 3f2=3c2 3f4=398 3f5=3b5 3f9=3a3 1e9a=61+2be "
    "2002=20 2003=20 2004=20 2005=20 2006=20 2007=20 2008=20 2009=20 200a=20 2011=2010 "
    "2017=20+333 2024=2e 2025=2e+2e 2026=2e+2e+2e 202f=20 2033=2032+2032 2034=2032+2032+2032 "
    "2036=2035+2035 2037=2035+2035+2035 203c=21+21 203e=20+305 2047=3f+3f 2048=3f+21 2049=21+3f "
    "2057=2032+2032+2032+2032 205f=20 2070=30 2071=69 2074=34 2075=35 2076=36 2077=37 2078=38 "
    "2079=39 207a=2b 207b=2212 207c=3d 207d=28 207e=29 207f=6e 2080=30 2081=31 2082=32 2083=33 "
    "2084=34 2085=35 2086=36 2087=37 2088=38 2089=39 208a=2b 208b=2212 208c=3d 208d=28 208e=29 "
    "2090=61 2091=65 2092=6f 2093=78 2094=259 2095=68 2096=6b 2097=6c 2098=6d 2099=6e 209a=70 "
    "209b=73 209c=74 20a8=52+73 2100=61+2f+63 2101=61+2f+73 2102=43 2103=b0+43 2105=63+2f+6f "
    "2106=63+2f+75 2107=190 2109=b0+46 210a=67 210b=48 210c=48 210d=48 210e=68 210f=127 2110=49 "
    "2111=49 2112=4c 2113=6c 2115=4e 2116=4e+6f 2119=50 211a=51 211b=52 211c=52 211d=52 "
    "2120=53+4d 2121=54+45+4c 2122=54+4d 2124=5a 2128=5a 212c=42 212d=43 212f=65 2130=45 "
    "2131=46 2133=4d 2134=6f 2135=5d0 2136=5d1 2137=5d2 2138=5d3 2139=69 213b=46+41+58 213c=3c0 "
    "213d=3b3 213e=393 213f=3a0 2140=2211 2145=44 2146=64 2147=65 2148=69 2149=6a "
    "2150=31+2044+37 2151=31+2044+39 2152=31+2044+31+30 2153=31+2044+33 2154=32+2044+33 "
    "2155=31+2044+35 2156=32+2044+35 2157=33+2044+35 2158=34+2044+35 2159=31+2044+36 "
    "215a=35+2044+36 215b=31+2044+38 215c=33+2044+38 215d=35+2044+38 215e=37+2044+38 "
    "215f=31+2044 2160=49 2161=49+49 2162=49+49+49 2163=49+56 2164=56 2165=56+49 2166=56+49+49 "
    "2167=56+49+49+49 2168=49+58 2169=58 216a=58+49 216b=58+49+49 216c=4c 216d=43 216e=44 "
    "216f=4d 2170=69 2171=69+69 2172=69+69+69 2173=69+76 2174=76 2175=76+69 2176=76+69+69 "
    "2177=76+69+69+69 2178=69+78 2179=78 217a=78+69 217b=78+69+69 217c=6c 217d=63 217e=64 "
    "217f=6d 2189=30+2044+33 222c=222b+222b 222d=222b+222b+222b 222f=222e+222e "
    "2230=222e+222e+222e 2460=31 2461=32 2462=33 2463=34 2464=35 2465=36 2466=37 2467=38 "
    "2468=39 2469=31+30 246a=31+31 246b=31+32 246c=31+33 246d=31+34 246e=31+35 246f=31+36 "
    "2470=31+37 2471=31+38 2472=31+39 2473=32+30 2474=28+31+29 2475=28+32+29 2476=28+33+29 "
    "2477=28+34+29 2478=28+35+29 2479=28+36+29 247a=28+37+29 247b=28+38+29 247c=28+39+29 "
    "247d=28+31+30+29 247e=28+31+31+29 247f=28+31+32+29 2480=28+31+33+29 2481=28+31+34+29 "
    "2482=28+31+35+29 2483=28+31+36+29 2484=28+31+37+29 2485=28+31+38+29 2486=28+31+39+29 "
    "2487=28+32+30+29 2488=31+2e 2489=32+2e 248a=33+2e 248b=34+2e 248c=35+2e 248d=36+2e "
    "248e=37+2e 248f=38+2e 2490=39+2e 2491=31+30+2e 2492=31+31+2e 2493=31+32+2e 2494=31+33+2e "
    "2495=31+34+2e 2496=31+35+2e 2497=31+36+2e 2498=31+37+2e 2499=31+38+2e 249a=31+39+2e "
    "249b=32+30+2e 249c=28+61+29 249d=28+62+29 249e=28+63+29 249f=28+64+29 24a0=28+65+29 "
    "24a1=28+66+29 24a2=28+67+29 24a3=28+68+29 24a4=28+69+29 24a5=28+6a+29 24a6=28+6b+29 "
    "24a7=28+6c+29 24a8=28+6d+29 24a9=28+6e+29 24aa=28+6f+29 24ab=28+70+29 24ac=28+71+29 "
    "24ad=28+72+29 24ae=28+73+29 24af=28+74+29 24b0=28+75+29 24b1=28+76+29 24b2=28+77+29 "
    "24b3=28+78+29 24b4=28+79+29 24b5=28+7a+29 24b6=41 24b7=42 24b8=43 24b9=44 24ba=45 24bb=46 "
    "24bc=47 24bd=48 24be=49 24bf=4a 24c0=4b 24c1=4c 24c2=4d 24c3=4e 24c4=4f 24c5=50 24c6=51 "
    "24c7=52 24c8=53 24c9=54 24ca=55 24cb=56 24cc=57 24cd=58 24ce=59 24cf=5a 24d0=61 24d1=62 "
    "24d2=63 24d3=64 24d4=65 24d5=66 24d6=67 24d7=68 24d8=69 24d9=6a 24da=6b 24db=6c 24dc=6d "
    "24dd=6e 24de=6f 24df=70 24e0=71 24e1=72 24e2=73 24e3=74 24e4=75 24e5=76 24e6=77 24e7=78 "
    "24e8=79 24e9=7a 24ea=30 3000=20 3036=3012 3038=5341 3039=5344 303a=5345 309b=20+3099 "
    "309c=20+309a 309f=3088+308a 30ff=30b3+30c8 fb00=66+66 fb01=66+69 fb02=66+6c fb03=66+66+69 "
    "fb04=66+66+6c fb05=17f+74 fb06=73+74 ff5f=2985 ff60=2986 ff61=3002 ff62=300c ff63=300d "
    "ff64=3001 ff65=30fb ff66=30f2 ff67=30a1 ff68=30a3 ff69=30a5 ff6a=30a7 ff6b=30a9 ff6c=30e3 "
    "ff6d=30e5 ff6e=30e7 ff6f=30c3 ff70=30fc ff71=30a2 ff72=30a4 ff73=30a6 ff74=30a8 ff75=30aa "
    "ff76=30ab ff77=30ad ff78=30af ff79=30b1 ff7a=30b3 ff7b=30b5 ff7c=30b7 ff7d=30b9 ff7e=30bb "
    "ff7f=30bd ff80=30bf ff81=30c1 ff82=30c4 ff83=30c6 ff84=30c8 ff85=30ca ff86=30cb ff87=30cc "
    "ff88=30cd ff89=30ce ff8a=30cf ff8b=30d2 ff8c=30d5 ff8d=30d8 ff8e=30db ff8f=30de ff90=30df "
    "ff91=30e0 ff92=30e1 ff93=30e2 ff94=30e4 ff95=30e6 ff96=30e8 ff97=30e9 ff98=30ea ff99=30eb "
    "ff9a=30ec ff9b=30ed ff9c=30ef ff9d=30f3 ff9e=3099 ff9f=309a"
)

# Composed characters that are never made by composition.
_EXCLUDED = (836,)


def _runs(text):
    starts = array("L")
    codes = []
    at = 0
    for word in text.split():
        distance, _, code = word.partition(".")
        at += int(distance, 16)
        starts.append(at)
        codes.append(code)
    return starts, codes


_category_starts, _category_codes = _runs(_CATEGORIES)
_width_starts, _width_codes = _runs(_WIDTHS)


def _class_table():
    classes = {}
    for word in _CLASSES.split():
        number, _, ranges = word.partition(":")
        for one in ranges.split(","):
            first, _, last = one.partition("-")
            for n in range(int(first, 16), int(last or first, 16) + 1):
                classes[n] = int(number)
    return classes


# A character and its parts, as first | second << 16, and the way back.
def _pairs():
    parts = {}
    composed = {}
    mark = 0
    for word in _COMPOSED.split():
        if word[0] == "+":
            mark = int(word[1:], 16) << 16
        else:
            base, _, whole = word.partition("=")
            parts[int(whole, 16)] = mark | int(base, 16)
    for whole in parts:
        if whole not in _EXCLUDED:
            composed[parts[whole]] = whole
    return parts, composed


def _others(words):
    found = {}
    for word in words.split():
        char, _, parts = word.partition("=")
        found[int(char, 16)] = "".join([chr(int(part, 16)) for part in parts.split("+")])
    return found


_classes = _class_table()
_parts, _whole = _pairs()
_singles = _others(_SINGLES)
_compatible = _others(_COMPATIBLE)


def _number(c, function):
    if not isinstance(c, str) or len(c) != 1:
        raise TypeError(
            function + "() argument must be a unicode character, not " + type(c).__name__
        )
    return ord(c)


def _unknown(n):
    raise NotImplementedError("unicodedata has no data here for U+%04X" % n)


def _run(starts, n):
    low = 0
    high = len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= n:
            low = middle + 1
        else:
            high = middle
    return low - 1


# The general category, such as "Lu". Raises NotImplementedError for what the tables lack.
def category(chr):  # noqa: A002
    n = _number(chr, "category")
    i = _run(_category_starts, n)
    code = _category_codes[i]
    if code == "??":
        _unknown(n)
    if code == "LC":
        return "Ll" if (n - _category_starts[i]) % 2 else "Lu"
    return code


# "W", "F", "Na", "H", "A" or "N".
def east_asian_width(chr):  # noqa: A002
    n = _number(chr, "east_asian_width")
    code = _width_codes[_run(_width_starts, n)]
    if code == "??":
        _unknown(n)
    return code


# The combining class of a mark, 0 for other characters.
def combining(chr):  # noqa: A002
    n = _number(chr, "combining")
    if n in _classes:
        return _classes[n]
    _check(n)
    return 0


# Whether the tables would have it if the character stood for others.
def _check(n):
    if n < 0x530 or 0x4E00 <= n <= 0x9FFC or 0xAC00 <= n <= 0xD7A3:
        return
    if _category_codes[_run(_category_starts, n)] == "??":
        _unknown(n)


def _decompose(n, out, compatible):
    if n in _parts:
        pair = _parts[n]
        _decompose(pair & 0xFFFF, out, compatible)
        out.append(pair >> 16)
    elif n in _singles:
        _decompose(ord(_singles[n]), out, compatible)
    elif compatible and n in _compatible:
        for c in _compatible[n]:
            _decompose(ord(c), out, True)
    elif compatible and 0xFF01 <= n <= 0xFF5E:
        out.append(n - 0xFEE0)
    elif 0xAC00 <= n <= 0xD7A3:
        n -= 0xAC00
        out.append(0x1100 + n // 588)
        out.append(0x1161 + n % 588 // 28)
        if n % 28:
            out.append(0x11A7 + n % 28)
    else:
        if not (n in _classes or 0x1100 <= n <= 0x11FF):
            _check(n)
        out.append(n)


# Marks on the same character go by their classes.
def _order(codes):
    i = 0
    size = len(codes)
    while i < size:
        if codes[i] not in _classes:
            i += 1
            continue
        end = i
        while end < size and codes[end] in _classes:
            end += 1
        if end - i > 1:
            codes[i:end] = [
                code
                for _, _, code in sorted([(_classes[codes[k]], k, codes[k]) for k in range(i, end)])
            ]
        i = end


# Marks that make characters of ancient Greek, which the tables lack.
_ANCIENT = (0x300, 0x301, 0x304, 0x306, 0x313, 0x314, 0x342, 0x345)


def _join(first, second):
    if 0x1100 <= first <= 0x1112 and 0x1161 <= second <= 0x1175:
        return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    if 0xAC00 <= first <= 0xD7A3 and 0x11A8 <= second <= 0x11C2 and (first - 0xAC00) % 28 == 0:
        return first + second - 0x11A7
    whole = _whole.get(second << 16 | first) if first < 65536 else None
    if whole is None and (first == 0xA8 or 0x370 <= first <= 0x3FF) and second in _ANCIENT:
        raise NotImplementedError("unicodedata has no data here for ancient Greek")
    return whole


def _compose(codes):
    out = []
    starter = -1
    last = 0
    for code in codes:
        number = _classes.get(code, 0)
        if starter >= 0 and (last < number or (last == 0 and starter == len(out) - 1)):
            whole = _join(out[starter], code)
            if whole is not None:
                out[starter] = whole
                continue
        out.append(code)
        if number == 0:
            starter = len(out) - 1
        last = number
    return out


# The text in one of the forms NFC, NFD, NFKC and NFKD.
def normalize(form, unistr):
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise ValueError("invalid normalization form")
    if not isinstance(unistr, str):
        raise TypeError("normalize() argument 2 must be str, not " + type(unistr).__name__)
    if len(unistr.encode()) == len(unistr):
        return unistr
    codes = []
    compatible = "K" in form
    for c in unistr:
        if c < "\x80":
            codes.append(ord(c))
        else:
            _decompose(ord(c), codes, compatible)
    _order(codes)
    if form.endswith("C"):
        codes = _compose(codes)
    return "".join(map(chr, codes))


def is_normalized(form, unistr):
    return normalize(form, unistr) == unistr


# The characters that one stands for, as hexadecimal numbers.
def decomposition(chr):  # noqa: A002
    n = _number(chr, "decomposition")
    if n in _parts:
        return "%04X %04X" % (_parts[n] & 0xFFFF, _parts[n] >> 16)
    if n in _singles:
        return "%04X" % ord(_singles[n])
    if n in _compatible or 0xFF01 <= n <= 0xFF5E:
        raise NotImplementedError("use unicodedata.normalize('NFKD', text)")
    _check(n)
    return ""


_no_default = object()


def _or_default(default, text):
    if default is _no_default:
        raise ValueError(text)
    return default


# The value of a decimal digit. Raises ValueError without a default.
def decimal(chr, default=_no_default):  # noqa: A002
    if category(chr) != "Nd":
        return _or_default(default, "not a decimal")
    return (ord(chr) - _category_starts[_run(_category_starts, ord(chr))]) % 10


# The same, also of raised, lowered and circled digits.
def digit(chr, default=_no_default):  # noqa: A002
    kind = category(chr)
    if kind == "Nd":
        return decimal(chr)
    if kind == "No":
        text = _compatible.get(ord(chr))
        if text is None:
            _unknown(ord(chr))
        text = text.strip("().")
        if len(text) == 1 and text in "0123456789":
            return int(text)
    return _or_default(default, "not a digit")


# The value of digits and fractions as a float.
def numeric(chr, default=_no_default):  # noqa: A002
    kind = category(chr)
    if kind in ("Nd", "No"):
        text = _compatible.get(ord(chr), chr).strip("().")
        top, slash, bottom = text.partition("\u2044")
        if slash:
            return int(top) / int(bottom) if bottom else _unknown(ord(chr))
        if kind == "Nd":
            return float(decimal(chr))
        if text and not text.strip("0123456789"):
            return float(int(text))
        _unknown(ord(chr))
    if kind == "Nl" or (kind == "Lo" and ord(chr) > 0x3000):
        _unknown(ord(chr))
    return _or_default(default, "not a numeric character")


# Not supported: raise NotImplementedError.
def name(chr, default=None):  # noqa: A002
    raise NotImplementedError("the names of characters are not here: use ord() or an escape")


def lookup(name):
    raise NotImplementedError("the names of characters are not here: use chr() or an escape")


def bidirectional(chr):  # noqa: A002
    raise NotImplementedError("unicodedata.bidirectional is not here")


def mirrored(chr):  # noqa: A002
    raise NotImplementedError("unicodedata.mirrored is not here")
