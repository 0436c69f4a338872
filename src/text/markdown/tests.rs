//! What Markdown means.

use super::tree::*;
use super::*;

#[test]
fn dump() {
    let text = "# T\n\n- [ ] a\n- [x] b **c**\n- d\n\n:::info\ntext [status: In review | blue] :smile: https://x.io/a, <u>y</u>\n\n::::expand More\nx\n::::\n:::\n\n| a | b |\n| --- | --- |\n| [colspan 2] - a<br>  - b | |\n| x<br/>y | [code: js]<br/>`a` |\n\n[foo]: bar\n\nend[^1] <color #ff0000>red</color>\n\n[^1]: note\n";
    println!("{:#?}", parse(text).unwrap());
}
